/**
 * Passwords long enough for the rules but tried first by everybody who guesses. Made from the ingredients people use, so that
 * the list can be read and judged: favourite words put together, the cooperative's vocabulary, sayings, songs, prayers, rows of
 * the keyboard. Entries are folded (see {@link fold}): small letters and digits only, no Polish marks.
 */
const favourites =
  `haslo password admin administrator qwerty zaq12wsx misiek misia kochanie kocham kochamcie polska warszawa krakow gdansk
  wroclaw lodz poznan lublin katowice wisla legia lech widzew pogon gornik maria anna katarzyna malgorzata agnieszka barbara
  krzysztof andrzej tomasz piotr michal pawel marcin mateusz kasia basia gosia aniolek sloneczko skarbie myszka kotek piesek burek
  reksio azorek samsung internet komputer dragon monkey iloveyou letmein welcome witaj witam dziendobry zapomnialem niepamietam
  tajne tajnehaslo mojehaslo nowehaslo bezhasla wakacje wiosna lato jesien zima styczen maj lipiec sierpien wrzesien rodzina
  mama tata babcia dziadek corka synek wnuczek jezus jezusmaria matkaboska jan pawel papiez bog ojczyzna honor solidarnosc`
    .trim()
    .split(/\s+/)

const cooperativeWords =
  `spoldzielnia spoldzielniamieszkaniowa mieszkanie mieszkaniowa lokal lokator najemca wlasciciel osiedle blok
  blokowisko klatka pietro winda piwnica czynsz oplaty rachunki rachunek platnosci saldo nadplata zaleglosc ebok biuro bok
  administracja zarzad prezes ulica aleja plac osiedlowa kopernika mickiewicza slowackiego sienkiewicza kosciuszki pilsudskiego
  sobieskiego kochanowskiego zeromskiego reymonta prusa konopnickiej wyspianskiego matejki chopina moniuszki ogrodowa lesna polna
  sloneczna krotka szkolna lipowa brzozowa kwiatowa parkowa zielona dworcowa koscielna spokojna wesola jasna woda ogrzewanie
  licznik liczniki wodomierz smieci garaz parking balkon`
    .trim()
    .split(/\s+/)

const sayings = `jeszcze polska nie zginela|kiedy my zyjemy|marsz marsz dabrowski|ojcze nasz ktorys jest w niebie
  |zdrowas maryjo laskis pelna|aniele boze strozu moj|wieczny odpoczynek|litwo ojczyzno moja|ty jestes jak zdrowie
  |wlazl kotek na plotek|stary niedzwiedz mocno spi|sto lat sto lat niech zyje|bog sie rodzi moc truchleje|lulajze jezuniu
  |gdzie kucharek szesc|nie chwal dnia przed zachodem|co ma wisiec nie utonie|bez pracy nie ma kolaczy|jak kuba bogu tak bog kubie
  |mowa jest srebrem a milczenie zlotem|czym chata bogata|kto rano wstaje temu pan bog daje|lepszy wrobel w garsci
  |nie wszystko zloto co sie swieci|apetyt rosnie w miare jedzenia|cicha woda brzegi rwie|darowanemu koniowi|do trzech razy sztuka
  |gosc w dom bog w dom|grosz do grosza a bedzie kokosza|jaka praca taka placa|jedna jaskolka wiosny nie czyni
  |kazdy jest kowalem swojego losu|klamstwo ma krotkie nogi|kropla drazy skale|madry polak po szkodzie|nie od razu krakow zbudowano
  |oko za oko zab za zab|prawda w oczy kole|szewc bez butow chodzi|trafila kosa na kamien|w marcu jak w garncu
  |kwiecien plecien|wszedzie dobrze ale w domu najlepiej|wszystkie drogi prowadza do rzymu|zgoda buduje niezgoda rujnuje
  |raz dwa trzy cztery|jeden dwa trzy cztery|wpusc mnie prosze|to jest moje haslo|nie znam tego hasla|nie pamietam hasla
  |moje tajne haslo|bardzo trudne haslo|bardzo dobre haslo|dlugie haslo do ebok|haslo do ebok|haslo do spoldzielni
  |haslo do mieszkania|zapomnialem hasla|zapomnialam hasla|nikt go nie zgadnie|otworz sie sezamie|sezamie otworz sie
  |correct horse battery staple|let me in please|this is my password|my secret password|i love you forever|kocham cie bardzo
  |kocham cie na zawsze|bardzo cie kocham|kocham moja rodzine|kocham swoje dzieci|bog honor ojczyzna|polska walczaca
  |polska mistrzem polski|legia mistrz polski|wisla krakow pany|lech poznan kolejorz|matko boska czestochowska
  |jezu ufam tobie|swiety antoni|krolowo polski|jan pawel drugi|robert lewandowski|adam malysz|kamil stoch|iga swiatek`.split(
  '|',
)

const keyboardRows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'zaq1xsw2cde3vfr4bgt5nhy6mju7ki8lo9p0',
  'abcdefghijklmnopqrstuvwxyz',
  'aabbccddeeffgghhiijjkkllmmnn',
  'qwertzuiop',
]

const leastLetters = 15

const polishMarks: Readonly<Record<string, string>> = { ł: 'l', ß: 'ss', ø: 'o', æ: 'ae' }

/** What is left of a password when writing it "cleverly" no longer helps: small letters and digits, without marks. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[łßøæ]/g, (letter) => polishMarks[letter]!)
    .replace(/[^\p{L}\p{N}]/gu, '')
}

const lookAlikes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  '5': 's',
  $: 's',
  '7': 't',
}

function withoutLookAlikes(text: string): string {
  return fold(text.replace(/[@431!05$7]/g, (sign) => lookAlikes[sign]!))
}

/** Every entry is long enough to be a password here; shorter ones are refused by their length anyway. */
export const blocklist: ReadonlySet<string> = new Set(
  [...ingredients()].filter((entry) => entry.length >= leastLetters),
)

function* ingredients(): Generator<string> {
  for (const saying of sayings) yield fold(saying)
  const both = [...favourites, ...cooperativeWords]
  for (const first of both) {
    for (const second of both) yield first + second
    for (let copies = 2; copies <= leastLetters; copies++) yield first.repeat(copies)
  }
  for (const row of keyboardRows) {
    const backwards = [...row].reverse().join('')
    for (const walk of [row, backwards, row + backwards, row + row, keyboardRows.slice(0, 3).join('')]) {
      for (let length = leastLetters; length <= walk.length; length++) yield walk.slice(0, length)
    }
  }
}

/** Whether the password is on the list, also with digits and signs around it or with letters written as look-alike signs. */
export function isBlocked(password: string): boolean {
  return [fold(password), withoutLookAlikes(password)].some((folded) => {
    const core = folded.replace(/^\d+|\d+$/g, '')
    return blocklist.has(folded) || blocklist.has(core) || isOfFavourites(core)
  })
}

const favouriteSet: ReadonlySet<string> = new Set([...favourites, ...cooperativeWords])
const longestFavourite = Math.max(...[...favouriteSet].map((word) => word.length))

/** Two or three favourite words one after another, and nothing else. */
function isOfFavourites(core: string, wordsLeft = 3): boolean {
  if (core === '') return wordsLeft < 3
  if (wordsLeft === 0) return false
  for (let length = 1; length <= Math.min(longestFavourite, core.length); length++) {
    if (favouriteSet.has(core.slice(0, length)) && isOfFavourites(core.slice(length), wordsLeft - 1)) return true
  }
  return false
}
