/**
 * Words a proposed password is made of: everyday Polish words of four to nine letters without ą, ę, ł and the like,
 * so that they can be typed on any keyboard and read out over the telephone.
 * With at least 2,048 of them, four words chosen at random carry at least 44 bits.
 */
export const words: readonly string[] = `
agat agrafka akacja akcent aktor aktorka akwarela akwarium alarm album aleja alfabet alpaka altana altanka ametyst
amulet analiza ananas anegdota antena antracyt antyk apetyt aplauz apteka arbuz archiwum arena argument aria arkada
arkusz armata aromat artysta asfalt aster astronom atelier atlas atom atrament atut audycja autobus autograf autor
awans azymut babka bajka bakalie balast balet balkon balon balsam bambus banan banjo bank banknot baobab bariera baron
barszcz barwa baryton basen basista baszta bateria batonik batuta batyst bawarka bazalt bazar bazylia bekas belka
beret beton bezkres biblia bilans bilard bilet biologia biszkopt bitwa biurko bizon blacha blask blender blok bluszcz
bluza bluzka bochenek bocian bogactwo bohater boisko bokser bombka borowik borsuk botanik brama bramka bratek brawo
brezent broda brokat broszka broszura brukiew brulion brunatny bryka brylant bryza brzask brzeg brzoza brzytwa buda
budka budowa budowla budynek budzik bufet bufor bukiet bukszpan bulion bulwa bumerang burak bursztyn burza busola
butelka butik buty cebula cebulka cegielnia celnik cement cennik centrum ceramika cesarz chaber chata chatka chemia
chemik chleb chlebak chluba chmiel chmura chmurka choinka chomik chrust chrzan chusta chwila ciastko ciasto cielak
ciemny ciocia cisza cukier cukierek cukiernia cukinia cuma cyferka cyfra cykada cykl cyklista cylinder cynamon cyprys
cyrk cyrkiel cyrkonia cysterna cytat cytra cytryna czajka czajnik czapka czapla czarny czas czat czek czekan czekolada
czepek czerwiec czerwony czosnek czubek czujka czujnik czupryna czwartek czworo czynnik czynsz czysty czytanka
czytelnia dach dachowiec daktyl dalia dama dansing darowizna data debata debiut decybel deficyt defilada dekada
dekoracja delegat delfin delicje deptak desant deser deska deszcz detal detektor dialekt dialog diament dieta dioda
dobro dobry dodatek dokument dolar dolina dolomit domek domino domofon donica doradca dorobek dorsz dostawa dotyk
dowcip dozorca drabina drabinka drapak dres drewno drezyna drobiazg drobny droga drogeria drops drozd drucik druh
drukarka drukarz drut drwal drzazga drzemka drzewko drzewo drzwi dukat duma dumny dworek dworzec dwukropek dwunasty
dyktando dymek dynamo dynastia dynia dyplom dyrektor dyrygent dysk dyskusja dystans dywan dywanik dzban dzbanek
dziadek dzianina dziczyzna dzida dziecko dziedzic dziekan dzielny dziennik dzik dziupla dziura dziwny dzwon dzwonek
echo edukacja edycja efekt egzamin egzotyka ekipa ekologia ekonom ekran ekspert ekspres elegant elektryk element
eliksir elipsa emblemat emeryt emocja emulsja energia epoka erudyta esej esencja estetyka estrada etap etat etiuda
etykieta fabryka fabularny fajans faktura fala falbanka fantazja faraon farba farmer fartuch fasada fasola fasolka
fason fauna festiwal figlarz figowiec figura fikcja fikus filar filc filet film filmowiec filolog filozof filtr
finanse finisz fiolet fiord firanka firma fizyk fizyka flaga flaming flanela flet flisak flora flota foka folder folia
folklor fontanna foremka forma formacja forsycja forteca fortel fortepian fosa fotel fotka fotograf fragment frak
framuga frazes fregata fresk frontowy fryzjer fuga fundacja funkcja furgon furtka futerko futro futryna gablota
galaktyka galareta galeon galeria galop gama ganek garbarz garderoba garncarz garnek garnitur garnuszek gaza gazda
gazela gazeta gazetka gejzer generator geniusz geodeta geograf geolog geranium gest giermek gips girlanda gitara glina
globus gniazdko gniazdo godzina golf gondola gong gonitwa gorczyca goryl gospoda gospodarz gotyk grabie grabki grad
grafik grafika gramofon granat granica granit gratis gratka grejpfrut grill groch grochowy grom gromada grono
gronostaj grosik grosz grota gruda grudka grudnik grunt grupa gruszka gryf grymas grzaniec grzanka grzbiet grzejnik
grzmot grzyb grzybek grzybnia grzywa grzywka guma gumka guzik gwara gwarancja gwiazda gwiazdka gwizd gwizdek haczyk
hafciarka haft hala halogen hamak hamulec handel handlarz hangar harcerka harcerz harfa harfista harmonia hektar herb
herbarz herbata herold heros hetman hiacynt hibiskus hiena higiena historia historyk hobbysta hodowca hojny hokeista
hokej holownik homar horyzont hostel hotel hrabia huba hufiec hulajnoga humor huragan husaria husarz huta hutnik
hydrant hydraulik hymn idea idylla igielnik iglica igloo igrzyska ikebana ikona ikra imbir imbryk imieniny impreza
impuls indeks indyczka indygo indyk inny insekt instynkt inwencja irga iryd iskierka iskra istota izba izolacja jacht
jadalnia jagoda jaguar jajko jama jamnik jantar jarmark jarski jarzyna jarzynka jaskier jaskinia jasny jaszczur jawor
jazda jazz jedenasty jednostka jedwab jedwabnik jelec jelonek jesienny jesion jezdnia jezioro jodyna jogurt jowisz
jubilat jubiler junak jutrzenka kabaret kabel kabina kabriolet kaczan kaczka kaczuszka kadet kadr kafelek kaftan kajak
kajakarz kajet kajuta kajzerka kakadu kakao kaktus kalafior kalarepa kalendarz kaliber kalina kaloryfer kalosz kamera
kamfora kamienica kamizelka kampania kamyk kanapa kanapka kanarek kandelabr kandydat kangur kanion kanonik kantor
kantyna kapela kapelusz kapitan kapliczka kaptur kapusta karabela karafka karaoke karat karawana karawela karbid
karczma kareta karetka kariera karmel karmnik karnet karo karoca karp karta kartka kartofel karton kartusz karuzela
kasa kasjer kasjerka kask kaskada kaskader kasyno kasza kaszanka kaszel kaszmir kasztan katalog katapulta katar
katedra kaucja kawa kawaler kawalerka kawiarka kawiarnia kawior kawka kazanie kciuk kelner kelnerka keramzyt kibic
kiecka kieliszek kielnia kierat kiermasz kierowca kierunek kilim kilof kilogram kilometr kino kiosk kisiel kiszonka
kita kitel klacz klamerka klamka klamra klarnet klasa klaser klasyk klasyka klasztor klatka klauzula klawisz klejnot
klekot klepka klient klif klimat klinika klinkier klips klisza klocek klomb klon klops klosz klub klucz kluczyk kluska
kminek koala kobalt kobieta kobra kociak kodeks kofeina kogucik kogut kojec kokarda kokilka kokon kokos koktajl
kolacja kolarz kolba kolczyk kolebka kolec kolega kolejarz kolejka kolekcja koliber kolisty kolonia kolor kolorowy
koloryt kolos kolumna komar kombajn kombinat komedia komediant komentarz kometa komfort komiks komin kominek kominiarz
komisarz komitet komnata komoda komora kompan kompas komplet kompot komputer komtur komunikat koncept koncert koncha
kondor konduktor konewka konfetti konfitura kongres koniczyna konik konkurs konsola konsul kontakt konto kontrabas
kontrakt kontur konwalia konwojent kopalnia koparka koper koperek koperta kopia kopiec koral koralik korba kordonek
koreczek korek korekta korona koronka korsarz kort korytarz korzec kosa kosiarka kosiarz kosmetyk kosmita kosmos
kostium kostka kosz koszt koszula koszulka koszyk koszykarz kotara kotek kotka kotlet kotlina kotwica kowal kowalstwo
kozak kozica krab krajobraz krakers krakus kram kramarz kran kraniec krasnal krata kratka krawat krawcowa krawiec
kreacja kreda kredens kredka krem kremowy krepa kres kreska kret kreton krewetka krokiet krokiew krokodyl krokus
kromka kronika kropelka kropka kropla krosno kruk krupnik kruszec kruszon kruszyna krynica krzak krzem krzepki
krzesiwo krzew krzyk kubeczek kubek kubik kubizm kucharka kucharz kuchnia kucyk kufel kufer kuferek kukurydza kula
kulig kulinarny kulka kultura kunszt kupiec kupno kura kurant kurator kurczak kurek kurka kuropatwa kurs kursant
kurtka kurtyna kurz kustosz kuter kuweta kuzyn kuzynka kwadra kwadrans kwadrat kwarc kwartet kwas kwesta kwiaciarz
kwiat kwiatek kwit labirynt laborant lada lakier lakiernik lalka lama lamela lament laminat lampa lampart lampion
lampka landrynka lanolina laptop lasek laska latarka latarnia latarnik latawiec lato laureat laurka laurowy lawa
lawenda lawina legenda leginsy legion legowisko lejek lekarka lekarz lekcja lektor lektura lemiesz lemoniada lemur
leniwiec leszcz leszczyna letni letnik lewkonia liana liceum liczba licznik lider lilia liliowy liman limba limit
limonka limuzyna lina linia linijka linka linoleum lipa lipiec lira liryka lisek list lista listek listonosz listopad
listwa liszka litera literat litr lizak lodowiec lodownia logika logo logopeda lokaj lokal lokata lokator lombard
lornetka losowanie loteria lotka lotnik lotnisko lotos lubczyk ludowy lukier luneta lupa lusterko lustro lutnia lutnik
lutnista lwica macierz maczuga magazyn magia magik magister magma magnat magnes magnez magnolia majeranek majonez
major majster makaron makieta makler makowiec makrela maksimum malarka malarz malina malinowy malunek malwa mama mamut
mandat manekin manewr mango maniok mankiet mapa mapnik marcepan marchew marchewka margines marmolada marmur marsz
marszand maruder marynarka marynarz marzec marzenie masarz maska maskarada maskotka maszt maszyna maszynka mata
matador matematyk materac matka matura mazur mazurek mebel meble mecenas mech mechanik meczet medal medalion medium
medycyna medyk megafon melasa meldunek melisa melodia melodyka melon melonik mennica menora menu meritum metafora
metal meteor meteoryt metka metoda metro metronom mewa miara miasto miech miecz mieczyk mielizna miernik mieszanka
migawka migotka mikrob mikrofon mikser mila milion milioner mimika mimoza minaret miniatura minister minuta mirt misa
misja miska miskant misterny mistrz mitologia mizeria mleczarz mleczny mleko mnich mniszek moda model modelarz
modernizm modrak modry modrzew mokasyn molo moment monarcha moneta monitor monolog monter monument morela morfem mors
morski morze moskit most mostek motel motocykl motor motorower motto motyka motyl motylek motyw mozaika mrowisko
mrozik mundur murarz murawa murek musical muskat muszelka muszka muszla musztarda muza muzeum muzyk muzyka myjnia mysz
myszka myszoskok naczynie nadruk nadzieja nagroda najazd najemca nakaz naklejka nakrycie nalepka namiot naparstek
naprawa narada narcyz narrator narty narwal nasiono nasturcja naszyjnik natka natura nauka naukowiec nawiew nawigator
nazwa nefryt negatyw nektar nenufar neonowy neptun neutron niebo niecka niedziela nietoperz nikiel niski nitka nizina
nobel nocleg noga nogawka nominacja nonsens nora norka nosze notariusz notatka notes notka nowela nowicjusz nowina
nowy nozdrza nuda nugat numer nurek nurt nuta nutka nutria obcas obelisk obiad obiadek obiekt obiektyw obietnica obora
obraz obrazek obrona obrus obrys obuwie obwodnica ocean ocena ocet ochrona oczko odcinek oddech odkrycie odkurzacz
odlew odlot odpis odwaga odznaka oferta ognisko ogniskowy ogniwo ogrodnik ogrodowy ogromny okap okazja okienko okno
okolica okop okrasa okruch okular okulary okulista olcha oleander olej olejek olimpiada oliwa oliwka omlet opaska opat
opera operator operetka opinia opona oponka optyk optyka oracz orator orbita orchidea order oregano organista orient
orkan orkiestra orlik ornament ornat ortalion orzech orzeszek osada oset osiedle osiem osika oskard osobisty osobny
osoka ostatek ostoja ostroga ostryga ostrze oszczep owad owal owca owczarek owczarnia owies owoc owocowy ozdoba ozon
paciorek paczka paczuszka padok pagoda pajac pajacyk pakiet pakowacz palec paleta palisada palma palmowy palnik palto
pampas panama panda panel panelowy panewka panienka panna panorama panowanie pantera pantofel papaja papier papirus
papryka papuga para parabola parada paradoks parafia paragon parapet parasol parasolka park parkan parkiet parking
parowar parowiec parter partia partner partytura pasek pasieka pasja pasta pastel pastelowy pasterka pasternak pasterz
pastuch pastwisko paszport pasztet patelnia patent patio patriota patrol patyk patyna pauza pawian pawilon pazur
pedagog pediatra pegaz pekinka peleryna pelikan peloton pensja pensjonat peonia percepcja perfumy pergamin perkoz
perkusja perliczka peron persona pestka petarda petunia petycja pianino pianista piasek piaskowy piecyk piegus
piekarnia piekarz pielgrzym pieniek pieprz pieprznik piernat piernik pies piesek piewca pigment pika pikieta piknik
pikowany pilnik pilny pilot pinezka pingwin pinia pion pionek pionier piorun piramida pirat piruet pisak pisanka
pisarka pisarz pismo pistacja piwnica piwonia pizza plac placek plakat plakieta plan planeta plansza plantator plaster
plastyk plastyka platan platforma platyna plazma plecak plener plenum plewa plik plisowany plomba plon plotka plusk
plusz pniak pobudka pochodnia poczta pocztowy podanie podarek podbitka podcast podest podeszwa podium podkowa podlotek
podmuch podpis podpora poduszka podwodny podziemie poemat poeta poetka poezja pogoda pogodny pokaz poker poklask
pokost pokrowiec pokrywa pokrzywa polana polarnik pole polewa polisa polonez polowanie pomidor pomnik pomost pompa
pompka pompon poncz ponczo ponton popas popiersie popis poprawka populacja pora poradnia poradnik poranek porcelana
porcja porost portal portfel portier portret porzeczka posada posiew pospolity postawa poster postument posucha potas
potok potrawa powidok powietrze powiew powrotny poziomica poziomka prababka praca pracownia pracownik pradziad
praktyka pralka pralnia prasa prawda prawnik prawo precel precyzja prefiks prelegent premia premiera preria prezent
prezes prezydent prognoza program projekt projektor prolog prom promenada promocja promyk proso prospekt proszek
proteina proton prowiant proza prozaik pryzmat przedmiot przedpole przejazd przekaz przekop przelot przepis przerwa
przetwory przewaga przewiew przygoda przylot przypis przyroda pstrokaty pszenica ptak ptaszek ptasznik publika puch
puchacz puchar pudel pula pularda pulower pulpet pulpit puls puma pumeks punkt punktacja purpura pustelnik pustka
pustynia puszcza puszczyk puszka puzon pylon pyton pyza pyzaty rabarbar rabat rabatka rachunek racja radar radca
radiator radio radosny rafa rafia rajd rajdowiec rajski rajtuzy rakieta rakietka rama ramka rampa ranczo randka ranek
ranga rapier rapsod rarytas ratownik ratunek ratusz realista recenzja recepta recital redaktor redukcja referat
refleks refleksja reflektor reforma refren regaty regent region regulamin rejestr rejon rejs rekin reklama rekord
rekreacja rekrut rektor rekwizyt relacja relaks relikt remanent remis remont renifer renoma reporter respekt reszta
retusz rewers rewia rewir rezerwa rezultat robot robotnik roczek roczniak rocznica rocznik rodak rodeo rodzaj rodzina
rodzynek rogal rogalik rogatka rola roleta rolka rolnictwo rolnik romantyk romb rondel rondo ropucha rosa rosomak rota
rotunda rower rowerek rozbitek rozbryzg rozeta rozgrywka rozkaz rozkwit rozmaryn rozmowa rozprawa rozruch rozsada
rozum rozumny rozwaga rubin rubryka ruchomy ruda rudzik rulon rumak rumba rumianek rumiany runda runo rura rurka
rutyna rybak rybitwa rybka rybny rycerz rycina rydel rydwan rydz rygiel ryjek rymarz rynek ryngraf rynna rysik
rysownik rysunek rytm rytmika ryzyko rzeczka rzecznik rzeka rzekotka rzepa rzepak rzepka rzetelny rzodkiew rzut rzutka
rzutnik sadownik sadzonka sajgonka sakiewka saksofon salami salaterka salceson saldo salon salsa salut samba samolot
samotnik samouk samowar samuraj sandacz saneczki sanie sanki saper saperka sardynka sarenka sarmata sarna satelita
satyra satyryk sauna sawanna scena sceneria sceniczny scenka schab schabowy schemat schody schowek sedno segment
sekator sekret sekretarz sektor sekunda seler senat senator sens sensacja sentencja separator serce serdeczny serenada
seria serial sernik serwetka serwis sesja setka setnik sezam sezamki sezon sezonowy siano siatka siatkarz siedem
siedziba sieja siekiera sielanka sierotka sierp sikorka silnia silnik silos siodlarz siostra skakanka skala skalny
skaner skansen skarb skarbiec skarbonka skarpa skarpeta skaut skecz sklep sklepik skoczek skocznia skoczny skok
skorpion skorupa skorupka skowronek skrobia skromny skryba skrzat skrzynia skrzynka skrzypce skrzypek skuter skwar
skwarek skwer slajd slalom smak smakosz smakowity smalec smar smecz smoczek smog smok smoking smycz smyczek snop
sobota socjolog soda sofa soja sokolnik solanka solarium solarny solidny solista solistka solniczka solny sonata sonda
sonet sopel sopran sorter sosjerka sosna sosnowy spacer spadek spadzisty spaniel spektakl spichlerz spinacz spinka
spirala spis splot spodek spodnie spokojny sponsor sport spotkanie sprawa spryt sprytny srebrny srebro sroka stacja
stacyjka stadion stadnina stado stajnia stal stalownia stalowy stangret staranny starosta start startowy starzec
statek statua statut statyw staw stawka stempel step stepowy ster sternik stiuk stoisko stojak stok stokrotka stolarz
stolica stolik stonka stopa stoper stopka storczyk stos stosowny stragan strateg strategia strefa stroiciel stroik
strojny strona stronica struktura strumyk struna strych strzelec strzyga student studentka studio studnia stukot
stulecie stuletni styczny styl stylista sufit sufler sugestia sukces sukienka suknia sukno suma sumak sumienny
suplement surdut surowiec surowy susza suszarka suszarnia suszony suwak swatka sweter sweterek swoboda swobodny sygnet
sylaba sylwetka symbol symetria symfonia sympatia synek synonim synoptyk synteza syrena syrop system szabla szachista
szachy szacunek szafa szafir szafka szafran szakal szal szalik szalupa szampon szanta szarak szarfa szarlotka szarotka
szary szata szatnia szatyn szczaw szczelina szczeniak szczery szczodry szczotka szczupak szczypce szczypior szczyt
szef szelest szelki szept szereg szermierz szeroki szerszy szeryf szewc szkic szklanka szklarnia szklarz szkolny
szkuner szlaban szlachcic szlafrok szlagier szlak szlifierz sznurek szofer szopa szopka szpachla szpada szpadel
szpagat szpak szpaler szparag szpic szpilka szpinak szprot szprycha szpula szpulka szron sztafeta sztaluga sztandar
sztolnia sztorm sztruks sztuka sztukator szuflada szum szuwary szwadron szwagier szyba szybki szybowiec szyfr szyja
szyk szyld szympans szyna szynka szyszka tablet tablica tabliczka tabor taboret tabun taca taczka tafla tajemnica
tajfun tajga taksator taksometr takt taktyka talent talerz talerzyk talia talizman talon tama tancerka tancerz tandem
tango tani tapczan tapeta tapicer tapir taran tarantela taras tarcza targ tarka tarnina tartak tartan tasak tasiemka
tatarak taternik tawerna teatr teatralny technik technika techno teczka tektura telefon telegram teleskop temat
tematyka tempo tenis tenisista tenor teoria terapeuta terapia teren termin termofor termometr termos terrarium test
tester teza tiara tiul tobogan toczek tofu toga tokarka tokarz tomik tomograf tonacja tonik topaz topola topornik
torba torebka torf tornado tornister tort tortilla toster towar tradycja traf tragarz trakt traktat traktor trampki
tramwaj transfer transport tranzyt trapez tratwa trawa trawiasty trawler trawnik trefl trema tremolo trend trener
trening trepy trio triumf trofeum trolejbus tron trop tropiciel tropik troska troskliwy trud trufla truizm tryb trybun
trybuna trykot trylogia tryton trzcina trzeci trzepak trzmiel trzoda trzon trzonek tuba tubka tubylec tulipan tuman
tundra tunel tunika tupet turban turbina turkawka turkus turnia turniej turnus turysta turystka tusz tuzin tuzinek
twarz twarzowy twierdza tygiel tygodnik tygrys tygrysek tykwa tymianek tynk tynkarz typowy tytan tytanowy ucho uchwyt
uczelnia uczony uczta ufny ugoda ukulele ulewa ulga ulgowy ulica ulotka ulubiony umiar umowa uncja uniform unikat
uniwersum upalny upominek uprawa uprzejmy uran urlop uroczy uroda urok ustawa ustny uwaga uwertura wabik wachlarz
wachta wafel wafelek waga wagon wagonik wakacje walc walec walet walizka waltornia wanilia wanna warcaby wariant
warkocz warstwa warsztat warta wartki wartownik warzecha warzywnik warzywo wataha wawrzyn waza wazon wczasy wdzianko
weekend weksel welon welur weranda werbena werdykt werset wersja weselny weteran wiadro wiadukt wianek wiarus wiatr
wiatrak wiazka widelec wideo widok widowisko widownia widz wieczny wiedza wielki wielkolud wieloryb wieniec wierny
wiersz wierszyk wiertarka wierzba wierzch wigilia wigor wikary wiking wiklina wilczek wilga wilgotny wilk winda
winiarnia winnica winogrono wiosenny wioska wiosna wirnik wirtuoz wisienka wisior witacz witamina witryna wiwat wizja
wizjer wizyta wizytator wnuczek wnuczka wnuk woalka woda wodewil wodnik wodny wodolot wodorost wodospad wojak wojewoda
wokalista wolant wolny wolt wolumin worek workowaty wosk woskowy wrota wrotkarz wrotki wrzeciono wrzos wrzosowy
wstawka wtorek wujek wulkan wybieg wybitny wycena wycieczka wycinanka wydawca wydma wygoda wygodny wygrana wyjazd
wykaz wykop wykres wykusz wylot wymiana wymiar wymowny wynik wypiek wyprawa wyraz wyrazisty wyrocznia wysoki wyspa
wyspiarz wystawa wytrawny wywar wywiad wyzwanie wzorek wzornik wzorowy wzrok zabawa zabawka zabawny zabytek zachwyt
zacisze zadanie zadatek zagadka zagajnik zagon zagroda zajazd zakalec zakres zakwas zalecany zaleta zalew zalotny
zamek zamiar zamsz zapach zapas zapis zarobek zarost zarys zasada zastawa zaszczyt zatoka zawias zawodnik zawody
zbieracz zbiornik zbroja zbrojny zdanie zdobycz zdolny zdrowie zdrowy zebra zecer zefir zegar zegarek zenit zero
zespolony zestaw ziarnko ziarno zielarz ziele zielnik zielony ziemia ziemniak ziemski zima zimny zimorodek zimowisko
zimowy zlecenie zlewnia zlot zmiana zmierzch zmrok zmywarka znachor znaczek znaczny znajomy znak znamiona znawca
zodiak zorza zryw zuch zupa zwarty zwiad zwiastun zwierz zwierzak zwinny zwrotka zwrotnica zygzak zysk
`
  .trim()
  .split(/\s+/)
