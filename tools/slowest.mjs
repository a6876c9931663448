// Which files cost the time of a run, their start included: where to begin when the run has grown too long.
export default async function* slowest(events) {
  const seconds = new Map()
  for await (const { type, data } of events) {
    if (type === 'test:complete' && data.file?.endsWith(data.name)) {
      seconds.set(data.name, data.details.duration_ms / 1000)
    }
  }
  const longest = [...seconds].sort((one, other) => other[1] - one[1]).slice(0, 40)
  yield '\nthe longest files, in seconds:\n'
  for (const [file, passed] of longest) yield `${passed.toFixed(1).padStart(7)}  ${file}\n`
}
