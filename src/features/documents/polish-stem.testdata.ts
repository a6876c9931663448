/** Forms of one word on a line: each must lead to the others. The words of statutes, resolutions, bills and letters. */
export const sameWords = `
regulamin regulaminu regulaminie regulaminem regulaminowi regulaminy regulaminów regulaminach regulaminami regulaminom
uchwała uchwały uchwale uchwałę uchwałą uchwał uchwałami uchwałach uchwałom uchwaly
statut statutu statutem statucie statuty statutów
sprawozdanie sprawozdania sprawozdań sprawozdaniu sprawozdaniem sprawozdaniach sprawozdaniami
protokół protokołu protokole protokoły protokołem protokołów protokołach
spółdzielnia spółdzielni spółdzielnię spółdzielnią spółdzielnie spółdzielniami spoldzielnia
zarząd zarządu zarządzie zarządem zarządowi zarządy
rada rady radzie radę radą rad
zgromadzenie zgromadzenia zgromadzeń zgromadzeniu zgromadzeniem zgromadzeniach
walne walnego walnym walnych walna walny walnej
budynek budynku budynki budynków budynkiem budynkach budynkami budynkowi
członek członka członków członkowie członkami członkowi członkiem członkach
mieszkanie mieszkania mieszkań mieszkaniu mieszkaniem mieszkaniach
mieszkaniec mieszkańca mieszkańcy mieszkańców mieszkańcom mieszkańcami mieszkańcach
mieszkaniowy mieszkaniowa mieszkaniowej mieszkaniowych mieszkaniowego
lokal lokalu lokale lokali lokalem lokalami lokalach
woda wody wodzie wodę wodą wód
opłata opłaty opłacie opłatę opłat opłatami opłatach oplaty
wpłata wpłaty wpłacie wpłat
zaliczka zaliczki zaliczce zaliczkę zaliczek zaliczkami
rozliczenie rozliczenia rozliczeń rozliczeniu rozliczeniem
wodomierz wodomierza wodomierze wodomierzy wodomierzem wodomierzach
licznik licznika liczniki liczników licznikiem
ogrzewanie ogrzewania ogrzewaniu
fundusz funduszu funduszem fundusze funduszy funduszach
remont remontu remoncie remonty remontów remontem
remontowy remontowego remontowym remontowa
rachunek rachunku rachunki rachunków rachunkiem
wniosek wniosku wnioski wniosków
miesiąc miesiąca miesiące miesięcy miesiącu miesiącach
garaż garażu garaże garaży garażach garażem
piwnica piwnicy piwnice piwnic piwnicach
klatka klatki klatce klatkę klatek klatkach
winda windy windzie windę wind
lustracja lustracji lustrację lustracją lustracje
umowa umowy umowie umowę umów umowami
budowa budowy budowie budowę budów budową
nieruchomość nieruchomości nieruchomością nieruchomościami nieruchomościach
własność własności własnością
awaria awarii awarię awarie awarią awariami
energia energii energię energią
koszt kosztu koszty kosztów koszcie kosztach kosztami
biuro biura biurze biur biurem
numer numeru numerze numery numerów
droga drogi drodze drogę dróg drogami
usługa usługi usłudze usług usługami
część części częścią częściami
miejsce miejsca miejscu miejsc miejscem
zmiana zmiany zmianie zmianę zmian zmianami
porządek porządku porządkiem
porządkowy porządkowego porządkowym
termin terminu terminie terminy terminów
przegląd przeglądu przeglądy przeglądów przeglądzie
dokument dokumentu dokumencie dokumenty dokumentów dokumentami
załącznik załącznika załączniki załączników
przetarg przetargu przetargi przetargów
czynsz czynszu czynsze czynszów czynszem
właściciel właściciela właściciele właścicieli właścicielem
lokator lokatora lokatorzy lokatorów lokatorami
osoba osoby osobie osób osobami
okno okna oknie okien oknami
dach dachu dachy dachów dachach
balkon balkonu balkonie balkony balkonów
parking parkingu parkingi parkingów parkingiem
nadzorczy nadzorcza nadzorczej nadzorczą nadzorczych
finansowy finansowe finansowego finansowych
plan planu planie plany planów planem
wybór wyboru wybory wyborów wyborach wyborze
kotłownia kotłowni kotłownię kotłownie
system systemu systemie systemy systemów
problem problemu problemy problemów
poziom poziomu poziomy poziomie
urząd urzędu urzędy urzędzie
błąd błędu błędy błędów
grudzień grudnia grudniu
październik października październiku
styczeń stycznia styczniu
rok roku rokiem
ochrona ochrony ochronie ochronę
dane danych danymi danym
śmieci śmieciami śmieciach śmieć
sieć sieci siecią
odpowiedź odpowiedzi odpowiedzią
zdjęcie zdjęcia zdjęć zdjęciu
usterka usterki usterce usterek
działka działki działce działek
książka książki książce książek
ciepło ciepła ciepłem cieple
cieplny cieplna cieplnej cieplnego
rower rowery rowerów rowerze
wspólny wspólna wspólnych wspólnej wspólnego
skrzynka skrzynki skrzynce skrzynek
podział podziału podziale podziały
głosowanie głosowania głosowań głosowaniu
odsetki odsetek odsetkami
dodatek dodatku dodatki dodatków
termomodernizacja termomodernizacji termomodernizację
przepis przepisu przepisy przepisów
najem najmu najmem
kaucja kaucji kaucję
ulica ulicy ulice ulic ulicami
nadwyżka nadwyżki nadwyżce nadwyżek
bilans bilansu bilansie bilansem
strata straty stracie strat
zysk zysku zyski zyskiem
inwestycja inwestycji inwestycje
ubezpieczenie ubezpieczenia ubezpieczeń ubezpieczeniem
posiedzenie posiedzenia posiedzeń posiedzeniu
instrukcja instrukcji instrukcje instrukcją
stawka stawki stawce stawek stawkami
zieleń zieleni zielenią
komórka komórki komórce komórek`
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

/** Words that look alike and mean different things: none may lead to the other. */
export const differentWords = `
regulamin regularny
uchwała uchwyt
mieszkanie mieszkaniec
mieszkanie mieszkaniowy
statut status
woda wodomierz
zarząd zarządzenie
opłata opłatek
remont remontowy
licznik liczba
rachunek rachmistrz
budynek budowa
budynek budowlany
lokal lokator
lokator lokacja
walne walka
protokół prototyp
fundusz funkcja
garaż gazeta
klatka klasa
winda windykacja
umowa umorzenie
koszt kosz
biuro biurko
numer numeracja
droga drogeria
usługa uśmiech
zmiana zmywarka
porządek porzeczka
termin termometr
przegląd przegroda
dokument dom
załącznik załoga
czynsz czynny
okno okolica
dach data
balkon bal
plan plac
wybór wyborca
system systematyka
rok rokowania
ochrona ochroniarz
śmieci śmierć
sieć siedziba
ciepło cieplny
rower rów
rata rada
najem najazd
podatek podatnik
dodatek dodawanie
głos głosowanie
kara karta
sprawa sprawozdanie
sprawozdanie sprawdzanie
członek człowiek
rozliczenie rozłączenie
zebranie zebra
termomodernizacja termometr
piwnica piwo
energia energiczny
parking park
nadzór nadzieja
lustracja lustro
zaliczka zaliczenie
bilans balans
zysk zyskanie
miesiąc miejsce
wniosek wnuk
spółdzielnia spółka
właściciel własność
opłata wpłata
wpłata wypłata
nieruchomość ruchomość
podział podzielnik
woda wada
uchwała chwała
protokół protest
statut statystyka
budynek budżet`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [string, string])
