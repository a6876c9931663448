import { fieldId } from './names.ts'

export interface Step {
  readonly label: string
  readonly state: 'done' | 'current' | 'ahead'
}

const STEP_WORDS = { done: 'zrobione', current: 'teraz', ahead: 'potem' } as const

/** Where one is on a way of a few steps. */
export function Steps({ steps, label }: { readonly steps: readonly Step[]; readonly label: string }) {
  return (
    <>
      <p class="unseen">{label}</p>
      <ol class="steps">
        {steps.map((step) => (
          <li class={`step-${step.state}`} aria-current={step.state === 'current' ? 'step' : undefined}>
            {step.label}
            <span class="unseen"> ({STEP_WORDS[step.state]})</span>
          </li>
        ))}
      </ol>
    </>
  )
}

interface ProgressBarProps {
  readonly label: string
  readonly value: number
  readonly max: number
  /** The same in words: "3 z 12 rat". */
  readonly words: string
}

export function ProgressBar({ label, value, max, words }: ProgressBarProps) {
  const id = fieldId(label)
  return (
    <div class="progress">
      <label for={id}>{label}</label>
      <progress id={id} value={value} max={max}>
        {words}
      </progress>
      <p>{words}</p>
    </div>
  )
}
