import { countOf } from '#kernel/plural.ts'
import { LinkButton } from '#ui/components.ts'
import type { Html } from '#ui/jsx/jsx-runtime'
import { type Problem, problemWords, waitWords } from './problems.text.ts'

/** The page of a situation: what happened in one sentence, what is wrong where it is known, one way on. */
export function problemPage(problem: Problem): { title: string; body: Html } {
  const words = problemWords[problem.kind]
  return {
    title: words.title,
    body: (
      <>
        <p>{words.sentence}</p>
        {problem.kind === 'badParameters' && (
          <ul>
            {problem.problems.map(({ field, message }) => (
              <li>
                <strong>{field}</strong>: {message}
              </li>
            ))}
          </ul>
        )}
        {problem.kind === 'tooMany' && (
          <p>{waitWords(problem.retryAfterSeconds, (n) => countOf(n, 'minutę', 'minuty', 'minut'))}</p>
        )}
        <p>
          <LinkButton href={words.way.href} look="main">
            {words.way.label}
          </LinkButton>
        </p>
      </>
    ),
  }
}
