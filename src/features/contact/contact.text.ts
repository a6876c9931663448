export const contactText = {
  title: 'Kontakt',
  office: 'Biuro spółdzielni',
  departments: 'Działy',
  noDepartments: 'Wszystkie sprawy załatwia biuro pod numerem podanym wyżej.',
  emergency: 'Awarie',
  emergencyHelp: 'Gdy czuć gaz, wyjdź z budynku i zadzwoń pod 992. W zagrożeniu życia dzwoń pod 112.',
  noEmergency: 'Awarie zgłaszaj w biurze.',
  yourBuilding: 'Twój budynek',
  everyBuilding: 'wszystkie budynki',
  bank: 'Rachunki bankowe spółdzielni',
  bankHelp:
    'Opłaty za lokal wpłacaj na swój indywidualny numer konta. Znajdziesz go po zalogowaniu w zakładce „Rachunki i płatności”.',
  clause: 'Ochrona danych osobowych',
  clauseSummary: 'Kto i po co przetwarza dane (klauzula informacyjna RODO)',
  noClause: 'Informację o przetwarzaniu danych osobowych otrzymasz w biurze.',
  map: 'Pokaż na mapie',
} as const
