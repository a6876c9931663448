/** Strokes of the digits on a field of 0–1 by 0–1, each a line through its points. Drawn here, not taken from a font. */
export type Stroke = readonly (readonly [x: number, y: number])[]

const arc = (cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke =>
  Array.from({ length: 17 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / 16) * Math.PI) / 180
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const
  })

/** By digit; angles run clockwise from the right, because y runs down. */
export const digitStrokes: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.36, 0.48, 0, 360)],
  [
    [
      [0.22, 0.26],
      [0.56, 0.02],
      [0.56, 0.98],
    ],
    [
      [0.28, 0.98],
      [0.84, 0.98],
    ],
  ],
  [
    [...arc(0.5, 0.3, 0.34, 0.28, 190, 390), [0.14, 0.98]],
    [
      [0.14, 0.98],
      [0.88, 0.98],
    ],
  ],
  [arc(0.46, 0.26, 0.34, 0.24, 200, 450), arc(0.46, 0.73, 0.38, 0.25, 270, 520)],
  [
    [
      [0.66, 0.98],
      [0.66, 0.02],
      [0.08, 0.68],
      [0.94, 0.68],
    ],
  ],
  [
    [
      [0.82, 0.02],
      [0.24, 0.02],
      [0.2, 0.46],
    ],
    arc(0.46, 0.68, 0.37, 0.3, 222, 510),
  ],
  [arc(0.5, 0.68, 0.34, 0.3, 0, 360), [...arc(0.86, 0.68, 0.7, 0.68, 180, 264)]],
  [
    [
      [0.1, 0.02],
      [0.9, 0.02],
      [0.36, 0.98],
    ],
    [
      [0.3, 0.52],
      [0.78, 0.52],
    ],
  ],
  [arc(0.5, 0.25, 0.29, 0.24, 0, 360), arc(0.5, 0.73, 0.36, 0.26, 0, 360)],
  [arc(0.5, 0.32, 0.34, 0.3, 0, 360), [...arc(0.14, 0.32, 0.7, 0.68, 0, 84)]],
]
