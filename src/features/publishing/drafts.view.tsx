import { sizeText } from '#features/documents/public.ts'
import { Button, ErrorSummary, Field, type FieldError, fieldId, Notice } from '#ui/components.ts'
import type { Draft, DraftFile, RefusedFile } from './drafts.model.ts'
import { conflictSentence, draftText as text } from './drafts.text.ts'

/** Enter in a field saves: the first button of a form is what the key presses. */
export function SaveFirst() {
  return (
    <button type="submit" name="dalej" value="zapisz" class="unseen" tabindex="-1">
      {text.save}
    </button>
  )
}

/** What happened to the draft on the way to this page. */
export function DraftNotices(props: {
  readonly saved: boolean
  readonly errors: readonly FieldError[]
  readonly refused: readonly RefusedFile[]
  /** What somebody else saved meanwhile. */
  readonly conflict: Draft | undefined
}) {
  const { saved, errors, refused, conflict } = props
  return (
    <>
      {saved && (
        <Notice tone="success" live>
          <p>{text.saved}</p>
        </Notice>
      )}
      {conflict && (
        <Notice tone="danger" live>
          <p>{conflictSentence(conflict.updatedBy, conflict.updatedAt)}</p>
        </Notice>
      )}
      <ErrorSummary
        errors={[...errors, ...refused.map(({ field, name, message }) => ({ field, message: `${name}: ${message}` }))]}
        title={refused.length > 0 && errors.length === 0 ? text.refused : 'Popraw, zanim opublikujesz'}
      />
      {refused.length > 0 && <p class="hint">{text.kept}</p>}
    </>
  )
}

interface FilesFieldProps {
  readonly fileBase: string
  readonly files: readonly DraftFile[]
  readonly limit: number
  /** "Pliki PDF, najwyżej 10 MB każdy." */
  readonly hint: string
  readonly error?: string | undefined
}

/** The attachments a draft has, each with the name residents will read, and room for more. */
export function AttachmentsField({ fileBase, files, limit, hint, error }: FilesFieldProps) {
  return (
    <fieldset class="field">
      <legend>{text.attachments}</legend>
      {files.length === 0 && <p class="hint">{text.noAttachments}</p>}
      {files.map((file, index) => (
        <div class="field">
          <label for={fieldId(`nazwa${index + 1}`)}>{`${text.attachmentTitle} ${index + 1}`}</label>
          <input type="hidden" name={`zal${index + 1}`} value={file.id} />
          <input
            id={fieldId(`nazwa${index + 1}`)}
            name={`nazwa${index + 1}`}
            type="text"
            maxlength={200}
            value={file.title}
            autocomplete="off"
          />
          <p class="file-links">
            <a href={`${fileBase}/${file.fileId}`}>
              Otwórz PDF<span class="unseen">: {file.title}</span>
            </a>
            <span class="hint">PDF, {sizeText(file.sizeBytes)}</span>
            <Button look="quiet" name="usun" value={file.id}>
              {text.removeFile}
              <span class="unseen">: {file.title}</span>
            </Button>
          </p>
        </div>
      ))}
      {files.length < limit && (
        <Field
          name="zalaczniki"
          label="Dodaj załączniki"
          kind="file"
          required={false}
          multiple
          accept="application/pdf,.pdf"
          hint={hint}
          error={error}
        />
      )}
    </fieldset>
  )
}

/** The document itself: what is there and how to put another in its place. */
export function MainFileField({
  fileBase,
  file,
  hint,
  error,
}: Omit<FilesFieldProps, 'files' | 'limit'> & { readonly file: DraftFile | undefined }) {
  return (
    <>
      {file && (
        <div class="field">
          <p>
            <strong>Plik dokumentu:</strong> {file.title}
          </p>
          <p class="file-links">
            <a href={`${fileBase}/${file.fileId}`}>
              Otwórz PDF<span class="unseen">: {file.title}</span>
            </a>
            <span class="hint">PDF, {sizeText(file.sizeBytes)}</span>
          </p>
        </div>
      )}
      <Field
        name="plik"
        label={file ? 'Zmień plik dokumentu' : 'Plik dokumentu'}
        kind="file"
        required={file === undefined}
        plainLabel={file !== undefined}
        accept="application/pdf,.pdf"
        hint={hint}
        error={error}
      />
    </>
  )
}
