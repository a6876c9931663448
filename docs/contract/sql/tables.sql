-- Przykładowe tabele systemu księgowego (PostgreSQL). Widoki w tym folderze są napisane dla takich tabel:
-- w swoim systemie zmień w widokach nazwy tabel, kolumn i kodów, a nazwy kolumn wynikowych zostaw.
create table nieruchomosci (id integer primary key, nazwa varchar(200) not null);
create table budynki (id integer primary key, nieruchomosc_id integer not null, ulica varchar(120) not null, numer varchar(20) not null,
  kod_pocztowy varchar(6) not null, miejscowosc varchar(80) not null);
-- rodzaj: M mieszkanie, U użytkowy, G garaż, P postój, K komórka
create table lokale (id integer primary key, budynek_id integer not null, klatka varchar(20), numer varchar(20) not null,
  rodzaj char(1) not null, pietro varchar(20), pow_uzytkowa decimal(10,2) not null, pow_grzewcza decimal(10,2));
-- typ: O osoba, F firma; czlonek: 1 tak, 0 nie
create table kontrahenci (id integer primary key, typ char(1) not null, imie varchar(80), nazwa varchar(200) not null,
  nr_czlonkowski varchar(40), czlonek smallint not null, adres varchar(300), email varchar(254), telefon varchar(40));
-- tytul: SL lokatorskie, SW własnościowe, OW odrębna własność, NA najem, BT bez tytułu; rola: D dysponent, W współwłaściciel, N najemca, P pełnomocnik
create table prawa (id integer primary key, kontrahent_id integer not null, lokal_id integer not null, tytul char(2) not null,
  rola char(1) not null, udzial varchar(20), od_dnia date not null, do_dnia date);
create table konta (id integer primary key, kontrahent_id integer not null, lokal_id integer not null, typ_obrotu varchar(40) not null,
  nazwa_typu varchar(120) not null, nrb char(26) not null);
-- rodzaj: NAL naliczenie, ROZ rozliczenie, KOR korekta, ODS nota odsetkowa, WPL wpłata, ZWR zwrot, UMO umorzenie, BO bilans otwarcia
create table dokumenty (id integer primary key, konto_id integer not null, numer varchar(60) not null, rodzaj varchar(3) not null,
  data_wystawienia date not null, termin date, okres_od date, okres_do date, kwota decimal(15,2) not null, pozostalo decimal(15,2) not null,
  opis varchar(300), koryguje_id integer);
-- grupa: M media, E eksploatacja, F fundusze, I inne; jm: m2, m3, os, lok, szt, GJ, kWh, mc
create table dokumenty_poz (dokument_id integer not null, lp integer not null, skladnik varchar(160) not null, grupa char(1) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, vat varchar(5) not null,
  kwota decimal(15,2) not null, zalezny smallint not null, primary key (dokument_id, lp));
-- strona: W winien (obciążenie), M ma (wpłata)
create table zapisy (id integer primary key, konto_id integer not null, dokument_id integer, data_ksiegowania date not null,
  data_operacji date not null, termin date, strona char(1) not null, kwota decimal(15,2) not null, rodzaj varchar(3) not null,
  opis varchar(300) not null);
create table rozrachunki (wplata_id integer not null, naleznosc_id integer not null, kwota decimal(15,2) not null);
-- parametr: PU powierzchnia użytkowa, PG grzewcza, OS osoby
create table parametry (lokal_id integer not null, parametr char(2) not null, od_dnia date not null, do_dnia date,
  wartosc decimal(12,4) not null, jm varchar(3) not null);
create table oplaty (lokal_id integer not null, skladnik varchar(160) not null, od_dnia date not null, do_dnia date, grupa char(1) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, vat varchar(5) not null,
  kwota decimal(15,2) not null, powod varchar(500));
-- rodzaj: WZ woda zimna, WC woda ciepła, CO ciepłomierz, PC podzielnik, EE energia; jm: m3, GJ, kWh, szt
create table liczniki (id integer primary key, lokal_id integer not null, rodzaj char(2) not null, numer varchar(20) not null,
  miejsce varchar(80) not null, jm varchar(3) not null, montaz date not null, legalizacja_do date, demontaz date, nastepny_id integer,
  wsp_grzejnika decimal(8,4), wsp_lokalu decimal(8,4));
-- rodzaj: O ręczny, R zdalny, S szacowany, M podany przez mieszkańca, B brak
create table odczyty (id integer primary key, licznik_id integer not null, dzien date not null, stan decimal(12,3), rodzaj char(1) not null);
-- rodzaj: W woda, C ciepło
create table rozliczenia (id integer primary key, lokal_id integer not null, konto_id integer not null, dokument_id integer,
  rodzaj char(1) not null, okres_od date not null, okres_do date not null, naliczono decimal(15,2) not null,
  powinno decimal(15,2) not null, metoda varchar(500));
-- rodzaj: Z zużycie, S koszt stały, Z2 koszt zmienny, O obsługa, R różnica wskazań
create table rozliczenia_poz (rozliczenie_id integer not null, lp integer not null, rodzaj varchar(2) not null, opis varchar(200) not null,
  licznik_id integer, odczyt_poprz decimal(12,3), odczyt_obecny decimal(12,3), naliczono decimal(15,2) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, powinno decimal(15,2) not null);
-- Saldo z ksiąg, nie policzone z zapisów: portal porównuje jedno z drugim.
create table salda (konto_id integer primary key, saldo decimal(15,2) not null);
