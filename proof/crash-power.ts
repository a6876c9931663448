/**
 * Simulated power cuts. The data directory lies on a file system of its own inside a file; what the program flushed is in that
 * file, what it only wrote is in the kernel's memory. The file copied at the moment of the cut is what a disk would hold: flushed
 * pages, some of the others, the journal as it was. It is not a disk that lies about flushing or tears a sector.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '#test/harness/folders.ts'
import { freePort } from '#test/harness/ports.ts'
import { Program, prepareInstallation, Residents } from './installation.ts'
import { familyOf, goneOf, signalAll } from './processes.ts'
import { atLeast, context, exactly, type Proof, seeded } from './proof.ts'

const megabytes = 768
const writers = 4

export const crashPower: Proof = {
  shows: 'a power cut loses nothing that was acknowledged, and the next start needs no hand',
  tests: [],
  controls: [
    {
      name: 'no flush',
      what: 'the database does not flush',
      plants: [{ file: 'src/platform/db/cluster.ts', from: `fsync: 'on'`, to: `fsync: 'off'` }],
    },
  ],
  async run({ seed, short, control, say }) {
    if (process.getuid?.() !== 0) {
      return [{ what: 'a file system of its own', found: 'needs root', limit: 'root', holds: false }]
    }
    const cuts = short ? 3 : control ? 10 : 100
    const random = seeded(seed)
    const disk = new Disk()
    after(() => disk.remove())
    const folder = temporaryFolder()
    after(() => rmSync(folder, { recursive: true, force: true }))
    const dataDir = join(disk.mounted, 'dane')
    mkdirSync(dataDir, { mode: 0o711 })
    await prepareInstallation(dataDir, folder)
    execFileSync('sync', ['-f', dataDir])
    const program = new Program(dataDir, await freePort())
    after(() => program.kill())
    await program.start()
    const residents = new Residents(program)
    const found = { cuts: 0, lost: 0, doubled: 0, failedStarts: 0, unflushedKib: 0, again: 0, longestMs: 0 }
    for (let cut = 0; cut < cuts; cut += 1) {
      const stop = new AbortController()
      const writing = residents.write(await residents.signIn(writers), stop.signal)
      await residents.acknowledgedMore(1 + Math.floor(random() * 10))
      await sleep(random() * 60)
      const server = program.serverPid()
      const processes = [program.pid, ...familyOf(server)]
      signalAll(processes, 'SIGSTOP')
      // What was acknowledged counts from here: an answer on its way was not seen by anybody.
      await sleep(20)
      const acknowledged = new Set(residents.acknowledged)
      found.unflushedKib = Math.max(found.unflushedKib, disk.dirtyKib())
      found.again += disk.copyAsItIs()
      stop.abort()
      signalAll([...processes].reverse(), 'SIGKILL')
      await program.kill()
      await writing
      residents.forgetUnanswered()
      await goneOf(processes)
      disk.becomeCopy()
      found.cuts += 1
      try {
        found.longestMs = Math.max(found.longestMs, await program.start())
      } catch {
        found.failedStarts += 1
        break
      }
      const { lost, doubled } = await residents.count(acknowledged)
      found.lost += lost
      found.doubled += doubled
      // What is lost once is not counted again after the next cut.
      if (lost > 0) residents.acknowledged.clear()
      if (cut % 10 === 9) say(`${cut + 1} cuts, ${residents.acknowledged.size} messages`)
    }
    return [
      exactly('power cuts', found.cuts, cuts),
      atLeast('messages acknowledged', residents.acknowledged.size, control ? 0 : cuts),
      exactly('acknowledged messages lost', found.lost, 0),
      exactly('messages there twice', found.doubled, 0),
      exactly('starts that needed a hand', found.failedStarts, 0),
      context('most that was written and not flushed at a cut', `${found.unflushedKib} KiB in the whole machine`),
      context('copies taken anew because the kernel wrote meanwhile', found.again),
      context('longest start after a cut', `${(found.longestMs / 1000).toFixed(2)} s`),
    ]
  },
}

/** A file with a file system in it, mounted. */
class Disk {
  readonly #folder = temporaryFolder()
  readonly mounted = join(this.#folder, 'dysk')
  readonly #image = join(this.#folder, 'dysk.img')
  readonly #copy = join(this.#folder, 'kopia.img')

  constructor() {
    mkdirSync(this.mounted)
    execFileSync('truncate', ['-s', `${megabytes}M`, this.#image])
    execFileSync('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', this.#image])
    this.#mount()
  }

  #mount(): void {
    // The journal's own clock would write in the middle of a copy.
    execFileSync('mount', ['-o', 'loop,commit=60', this.#image, this.mounted])
  }

  /** Copies the file as the disk would be found; again when the kernel wrote to it meanwhile. @returns how often it had to. */
  copyAsItIs(): number {
    for (let attempt = 0; ; attempt += 1) {
      const before = this.#writes()
      execFileSync('cp', ['--sparse=auto', this.#image, this.#copy])
      if (this.#writes() === before) return attempt
      if (attempt === 20) throw new Error('the disk is never quiet')
    }
  }

  becomeCopy(): void {
    execFileSync('umount', [this.mounted])
    execFileSync('mv', [this.#copy, this.#image])
    this.#mount()
  }

  /** Requests the loop device has carried out. */
  #writes(): string {
    const device = execFileSync('findmnt', ['-no', 'SOURCE', this.mounted]).toString().trim().replace('/dev/', '')
    return readFileSync(`/sys/block/${device}/stat`, 'utf8').trim().split(/\s+/).slice(4, 7).join(' ')
  }

  dirtyKib(): number {
    return Number(/^Dirty:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0)
  }

  remove(): void {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${this.mounted} `)) execFileSync('umount', ['-l', this.mounted])
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
