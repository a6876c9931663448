/** What is wrong with a statement file. A file with one problem is refused whole: half a statement would be a wrong one. */
import { type Place, type Problem, type ProblemDetails, Problems } from '../contract/problem.ts'
import { statementTexts } from './problem.text.ts'

export type StatementProblemCode = keyof typeof statementTexts
export type StatementProblem = Problem<StatementProblemCode>

/** Raised when reading on makes no sense: the file is no statement, or is cut in the middle. */
export class StopReading extends Error {}

type FieldPlace = Omit<Place, 'file' | 'columnIs'>

/** The problems of one file. The column of a problem is a field: `:61:` of MT940, a path of camt.053. */
export class StatementProblems extends Problems<StatementProblemCode> {
  readonly #file: string

  constructor(file: string, limit: number) {
    super(statementTexts, limit)
    this.#file = file
  }

  tell(code: StatementProblemCode, place: FieldPlace = {}, details: ProblemDetails = {}): void {
    this.add(code, { ...place, file: this.#file, columnIs: 'field' }, details)
  }

  /** A problem nothing can be read after. @throws StopReading always. */
  stop(code: StatementProblemCode, place: FieldPlace = {}, details: ProblemDetails = {}): never {
    this.tell(code, place, details)
    throw new StopReading(code)
  }
}
