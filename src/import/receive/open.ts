import { realpath, stat } from 'node:fs/promises'
import { openFolder } from './folder.ts'
import { type DeliverySource, type ReceiveLimits, Refused, receiveLimits } from './source.ts'
import { openZip } from './zip.ts'

/**
 * Opens a delivery: a folder or a .zip file.
 * @throws Refused when it cannot be a delivery; the system's error when it is not there or may not be read.
 */
export async function openDelivery(path: string, limits: ReceiveLimits = receiveLimits): Promise<DeliverySource> {
  const found = await stat(path)
  if (found.isDirectory()) return openFolder(await realpath(path), limits)
  if (found.isFile()) return openZip(path, limits)
  throw new Refused('notADelivery', '')
}
