/** Width and height of a PNG or JPEG as its header says; undefined when it says nothing one can trust. */
export function pictureSize(content: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const size = content[0] === 0x89 ? pngSize(view) : jpegSize(view)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

function pngSize(view: DataView) {
  // Signature, length, "IHDR", then the two numbers.
  if (view.byteLength < 24 || view.getUint32(12) !== 0x49484452) return undefined
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function jpegSize(view: DataView) {
  let at = 2
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    // Start of frame, all its kinds; C4, C8 and CC are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}
