import {
  Button,
  Buttons,
  ErrorSummary,
  Field,
  FilterForm,
  LinkButton,
  Panel,
  PasswordField,
  PostForm,
  RadioGroup,
} from '#ui/components.ts'
import { LONG_NAME } from './samples.ts'

const topics = [
  { value: '', label: 'Wybierz temat' },
  { value: 'oplaty', label: 'Opłaty i rozliczenia' },
  { value: 'usterka', label: 'Usterka w budynku' },
]

export function Forms() {
  return (
    <>
      <FilterForm
        action="/rachunki/kartoteka"
        label="Wybór okresu"
        keep={{ widok: 'kartoteka' }}
        resetHref="/rachunki/kartoteka"
      >
        <Field
          name="punkt"
          label="Lokal"
          kind="select"
          plainLabel
          value="1"
          options={[
            { value: '', label: 'Wszystkie lokale' },
            { value: '1', label: 'ul. Bolesława Konstantynopolitańskiego 112A/134' },
          ]}
        />
        <Field name="od" label="Od" kind="date" plainLabel value="2026-01-01" />
        <Field name="do" label="Do" kind="date" plainLabel />
      </FilterForm>
      <Panel title="Formularz pusty">
        <PostForm action="/dev/ui" idempotencyKey="przyklad">
          <Field name="nazwisko" label="Imię i nazwisko" autocomplete="name" maxlength={100} />
          <Field
            name="login"
            label="Login"
            width="short"
            inputmode="numeric"
            autocomplete="username"
            hint="8 cyfr z pisma ze spółdzielni"
            spellcheck={false}
          />
          <Field name="email" label="E-mail" kind="email" autocomplete="email" autocapitalize="none" required={false} />
          <Field name="telefon" label="Telefon" kind="tel" autocomplete="tel" width="medium" required={false} />
          <Field name="temat" label="Temat" kind="select" options={topics} width="medium" />
          <Field name="tresc" label="Treść" kind="textarea" maxlength={5000} hint="Najwyżej 5000 znaków" />
          <Field
            name="zalaczniki"
            label="Załączniki"
            kind="file"
            multiple
            required={false}
            hint="Najwyżej 5 plików PDF lub zdjęć, razem 10 MB"
          />
          <RadioGroup
            name="odpowiedz"
            legend="Jak odpowiedzieć?"
            value="portal"
            options={[
              { value: 'portal', label: 'W portalu', hint: 'Powiadomienie przyjdzie e-mailem' },
              { value: 'poczta', label: 'Listem' },
            ]}
          />
          <Field name="kopia" label="Wyślij kopię na mój e-mail" kind="checkbox" required={false} plainLabel checked />
          <PasswordField name="haslo-obecne" label="Obecne hasło" purpose="current" />
          <PasswordField name="haslo-nowe" label="Nowe hasło" purpose="new" hint="Co najmniej 15 znaków" />
          <Buttons>
            <Button>Wyślij</Button>
            <LinkButton href="/wiadomosci" look="quiet">
              Anuluj
            </LinkButton>
          </Buttons>
        </PostForm>
      </Panel>
      <Panel title="Formularz z błędami">
        <PostForm action="/dev/ui">
          <ErrorSummary
            errors={[
              { field: 'blad-nazwisko', message: 'Wpisz imię i nazwisko' },
              { field: 'blad-temat', message: 'Wybierz temat' },
              { message: 'Formularz był otwarty zbyt długo. Wyślij go jeszcze raz.' },
            ]}
          />
          <Field name="blad-nazwisko" label="Imię i nazwisko" value={LONG_NAME} error="Wpisz imię i nazwisko" />
          <Field
            name="blad-temat"
            label="Temat"
            kind="select"
            options={topics}
            error="Wybierz temat"
            hint="Od tematu zależy, kto odpowie"
          />
          <Field
            name="blad-tresc"
            label="Treść"
            kind="textarea"
            value={'\nWiadomość <b>z</b> "znakami"'}
            error="Treść jest za krótka"
          />
          <Field name="blad-zgoda" label="Regulamin przeczytany i przyjęty" kind="checkbox" error="Zaznacz zgodę" />
          <RadioGroup
            name="blad-wybor"
            legend="Jak odpowiedzieć?"
            options={[
              { value: 'a', label: 'W portalu' },
              { value: 'b', label: 'Listem' },
            ]}
            error="Wybierz jedno"
          />
          <PasswordField
            name="blad-haslo"
            label="Nowe hasło"
            purpose="new"
            error="Hasło jest za krótkie. Wpisz co najmniej 15 znaków."
          />
          <Button>Wyślij jeszcze raz</Button>
        </PostForm>
      </Panel>
    </>
  )
}
