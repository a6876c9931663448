-- Widoki dla Microsoft SQL Server 2016 SP1 albo nowszego. Tabele, dla których są napisane: tables.sql.
-- Eksport jednego widoku w PowerShell 7 (bcp i sqlcmd nie ujmują pól w cudzysłowy, więc się nie nadają):
--   Invoke-Sqlcmd -Query "select * from ebok_accounts" | Export-Csv accounts.csv -Encoding utf8NoBOM -NoTypeInformation
-- Teksty powinny być typu nvarchar; z varchar polskie litery zależą od sortowania bazy.

-- Nieruchomości spółdzielni
create or alter view ebok_properties as
select
  cast(id as nvarchar(64)) as [id],
  nazwa as [name]
from nieruchomosci;
GO

-- Budynki
create or alter view ebok_buildings as
select
  cast(id as nvarchar(64)) as [id],
  cast(nieruchomosc_id as nvarchar(64)) as [property_id],
  ulica as [street],
  numer as [house_number],
  kod_pocztowy as [postal_code],
  miejscowosc as [city]
from budynki;
GO

-- Lokale
create or alter view ebok_premises as
select
  cast(id as nvarchar(64)) as [id],
  cast(budynek_id as nvarchar(64)) as [building_id],
  klatka as [staircase],
  numer as [number],
  case rodzaj when 'M' then 'dwelling' when 'U' then 'commercial' when 'G' then 'garage' when 'P' then 'parking' when 'K' then 'storage' end as [kind],
  pietro as [floor],
  cast(cast(pow_uzytkowa as decimal(14,2)) as varchar(24)) as [usable_area_m2],
  cast(cast(pow_grzewcza as decimal(14,2)) as varchar(24)) as [heated_area_m2]
from lokale;
GO

-- Kontrahenci: osoby i firmy
create or alter view ebok_parties as
select
  cast(id as nvarchar(64)) as [id],
  case typ when 'O' then 'person' when 'F' then 'company' end as [kind],
  imie as [first_name],
  nazwa as [name],
  nr_czlonkowski as [member_number],
  case when czlonek = 1 then 'true' else 'false' end as [is_member],
  adres as [correspondence_address],
  email as [email],
  telefon as [phone]
from kontrahenci;
GO

-- Prawa do lokali
create or alter view ebok_holdings as
select
  cast(id as nvarchar(64)) as [id],
  cast(kontrahent_id as nvarchar(64)) as [party_id],
  cast(lokal_id as nvarchar(64)) as [premises_id],
  case tytul when 'SL' then 'cooperativeTenancy' when 'SW' then 'cooperativeOwnership' when 'OW' then 'freehold' when 'NA' then 'lease' when 'BT' then 'none' end as [legal_title],
  case rola when 'D' then 'holder' when 'W' then 'coOwner' when 'N' then 'tenant' when 'P' then 'proxy' end as [role],
  udzial as [share],
  cast(cast(od_dnia as date) as varchar(10)) as [valid_from],
  cast(cast(do_dnia as date) as varchar(10)) as [valid_to]
from prawa;
GO

-- Konta rozrachunkowe
create or alter view ebok_accounts as
select
  cast(id as nvarchar(64)) as [id],
  cast(kontrahent_id as nvarchar(64)) as [party_id],
  cast(lokal_id as nvarchar(64)) as [premises_id],
  typ_obrotu as [ledger_type],
  nazwa_typu as [ledger_type_name],
  nrb as [nrb],
  cast('PLN' as nvarchar(40)) as [currency]
from konta;
GO

-- Dokumenty: rachunki, rozliczenia, korekty, noty, wpłaty
create or alter view ebok_documents as
select
  cast(id as nvarchar(64)) as [id],
  cast(konto_id as nvarchar(64)) as [account_id],
  numer as [number],
  case rodzaj when 'NAL' then 'charge' when 'ROZ' then 'settlement' when 'KOR' then 'correction' when 'WPL' then 'payment' when 'ZWR' then 'refund' when 'UMO' then 'writeOff' when 'BO' then 'openingBalance' when 'ODS' then 'interestNote' end as [kind],
  cast(cast(data_wystawienia as date) as varchar(10)) as [issued_on],
  cast(cast(termin as date) as varchar(10)) as [due_on],
  cast(cast(okres_od as date) as varchar(10)) as [period_from],
  cast(cast(okres_do as date) as varchar(10)) as [period_to],
  cast(cast(kwota as decimal(15,2)) as varchar(20)) as [amount],
  cast(cast(pozostalo as decimal(15,2)) as varchar(20)) as [remaining],
  opis as [description],
  cast(koryguje_id as nvarchar(64)) as [corrects_document_id]
from dokumenty;
GO

-- Składniki dokumentów
create or alter view ebok_document_lines as
select
  cast(dokument_id as nvarchar(64)) as [document_id],
  cast(lp as varchar(12)) as [line_no],
  skladnik as [component],
  case grupa when 'M' then 'utilities' when 'E' then 'maintenance' when 'F' then 'funds' when 'I' then 'other' end as [component_group],
  cast(cast(ilosc as decimal(16,4)) as varchar(24)) as [quantity],
  case jm when 'm2' then 'm2' when 'm3' then 'm3' when 'os' then 'person' when 'lok' then 'premises' when 'szt' then 'device' when 'GJ' then 'GJ' when 'kWh' then 'kWh' when 'mc' then 'month' end as [unit],
  cast(cast(stawka as decimal(18,6)) as varchar(24)) as [rate],
  vat as [vat_rate],
  cast(cast(kwota as decimal(15,2)) as varchar(20)) as [amount],
  case when zalezny = 1 then 'true' else 'false' end as [dependent]
from dokumenty_poz;
GO

-- Zapisy na kontach (kartoteka)
create or alter view ebok_entries as
select
  cast(id as nvarchar(64)) as [id],
  cast(konto_id as nvarchar(64)) as [account_id],
  cast(dokument_id as nvarchar(64)) as [document_id],
  cast(cast(data_ksiegowania as date) as varchar(10)) as [booked_on],
  cast(cast(data_operacji as date) as varchar(10)) as [value_on],
  cast(cast(termin as date) as varchar(10)) as [due_on],
  case strona when 'W' then 'charge' when 'M' then 'payment' end as [side],
  cast(cast(kwota as decimal(15,2)) as varchar(20)) as [amount],
  case rodzaj when 'NAL' then 'charge' when 'ROZ' then 'settlement' when 'KOR' then 'correction' when 'WPL' then 'payment' when 'ZWR' then 'refund' when 'UMO' then 'writeOff' when 'BO' then 'openingBalance' when 'ODS' then 'interest' when 'RAT' then 'instalment' when 'DOD' then 'housingBenefit' end as [kind],
  opis as [description]
from zapisy;
GO

-- Zaliczenie wpłat na obciążenia, tak jak je zaksięgowano
create or alter view ebok_allocations as
select
  cast(wplata_id as nvarchar(64)) as [payment_entry_id],
  cast(naleznosc_id as nvarchar(64)) as [charge_entry_id],
  cast(cast(kwota as decimal(15,2)) as varchar(20)) as [amount]
from rozrachunki;
GO

-- Parametry naliczeń
create or alter view ebok_charge_parameters as
select
  cast(lokal_id as nvarchar(64)) as [premises_id],
  case parametr when 'PU' then 'usableArea' when 'PG' then 'heatedArea' when 'OS' then 'persons' end as [parameter],
  cast(cast(od_dnia as date) as varchar(10)) as [valid_from],
  cast(cast(do_dnia as date) as varchar(10)) as [valid_to],
  cast(cast(wartosc as decimal(16,4)) as varchar(24)) as [value],
  case jm when 'm2' then 'm2' when 'm3' then 'm3' when 'os' then 'person' when 'lok' then 'premises' when 'szt' then 'device' when 'GJ' then 'GJ' when 'kWh' then 'kWh' when 'mc' then 'month' end as [unit]
from parametry;
GO

-- Wymiar opłat: obecny i zapowiedziany
create or alter view ebok_fee_components as
select
  cast(lokal_id as nvarchar(64)) as [premises_id],
  skladnik as [component],
  cast(cast(od_dnia as date) as varchar(10)) as [valid_from],
  cast(cast(do_dnia as date) as varchar(10)) as [valid_to],
  case grupa when 'M' then 'utilities' when 'E' then 'maintenance' when 'F' then 'funds' when 'I' then 'other' end as [component_group],
  cast(cast(ilosc as decimal(16,4)) as varchar(24)) as [quantity],
  case jm when 'm2' then 'm2' when 'm3' then 'm3' when 'os' then 'person' when 'lok' then 'premises' when 'szt' then 'device' when 'GJ' then 'GJ' when 'kWh' then 'kWh' when 'mc' then 'month' end as [unit],
  cast(cast(stawka as decimal(18,6)) as varchar(24)) as [rate],
  vat as [vat_rate],
  cast(cast(kwota as decimal(15,2)) as varchar(20)) as [amount],
  powod as [change_reason]
from oplaty;
GO

-- Liczniki i podzielniki
create or alter view ebok_meters as
select
  cast(id as nvarchar(64)) as [id],
  cast(lokal_id as nvarchar(64)) as [premises_id],
  case rodzaj when 'WZ' then 'coldWater' when 'WC' then 'hotWater' when 'CO' then 'heat' when 'PC' then 'heatCostAllocator' when 'EE' then 'electricity' end as [kind],
  numer as [number],
  miejsce as [location],
  case jm when 'm3' then 'm3' when 'GJ' then 'GJ' when 'kWh' then 'kWh' when 'szt' then 'unit' end as [unit],
  cast(cast(montaz as date) as varchar(10)) as [installed_on],
  cast(cast(legalizacja_do as date) as varchar(10)) as [verification_valid_until],
  cast(cast(demontaz as date) as varchar(10)) as [removed_on],
  cast(nastepny_id as nvarchar(64)) as [replaced_by_meter_id],
  cast(cast(wsp_grzejnika as decimal(16,4)) as varchar(24)) as [radiator_factor],
  cast(cast(wsp_lokalu as decimal(16,4)) as varchar(24)) as [location_factor]
from liczniki;
GO

-- Odczyty
create or alter view ebok_readings as
select
  cast(id as nvarchar(64)) as [id],
  cast(licznik_id as nvarchar(64)) as [meter_id],
  cast(cast(dzien as date) as varchar(10)) as [read_on],
  cast(cast(stan as decimal(15,3)) as varchar(24)) as [value],
  case rodzaj when 'O' then 'manual' when 'R' then 'remote' when 'S' then 'estimated' when 'M' then 'resident' when 'B' then 'missing' end as [kind]
from odczyty;
GO

-- Rozliczenia wody i ciepła
create or alter view ebok_meter_settlements as
select
  cast(id as nvarchar(64)) as [id],
  cast(lokal_id as nvarchar(64)) as [premises_id],
  cast(konto_id as nvarchar(64)) as [account_id],
  cast(dokument_id as nvarchar(64)) as [document_id],
  case rodzaj when 'W' then 'water' when 'C' then 'heat' end as [kind],
  cast(cast(okres_od as date) as varchar(10)) as [period_from],
  cast(cast(okres_do as date) as varchar(10)) as [period_to],
  cast(cast(naliczono as decimal(15,2)) as varchar(20)) as [charged],
  cast(cast(powinno as decimal(15,2)) as varchar(20)) as [should_be],
  cast(cast(powinno - naliczono as decimal(15,2)) as varchar(20)) as [difference],
  metoda as [method]
from rozliczenia;
GO

-- Pozycje rozliczeń
create or alter view ebok_meter_settlement_lines as
select
  cast(rozliczenie_id as nvarchar(64)) as [settlement_id],
  cast(lp as varchar(12)) as [line_no],
  case rodzaj when 'Z' then 'consumption' when 'S' then 'fixedCost' when 'Z2' then 'variableCost' when 'O' then 'service' when 'R' then 'indicationDifference' end as [line_kind],
  opis as [description],
  cast(licznik_id as nvarchar(64)) as [meter_id],
  cast(cast(odczyt_poprz as decimal(15,3)) as varchar(24)) as [previous_reading],
  cast(cast(odczyt_obecny as decimal(15,3)) as varchar(24)) as [current_reading],
  cast(cast(null as decimal(16,4)) as varchar(24)) as [radiator_factor],
  cast(cast(null as decimal(16,4)) as varchar(24)) as [location_factor],
  cast(cast(naliczono as decimal(15,2)) as varchar(20)) as [charged],
  cast(cast(ilosc as decimal(16,4)) as varchar(24)) as [quantity],
  case jm when 'm2' then 'm2' when 'm3' then 'm3' when 'os' then 'person' when 'lok' then 'premises' when 'szt' then 'device' when 'GJ' then 'GJ' when 'kWh' then 'kWh' when 'mc' then 'month' end as [unit],
  cast(cast(stawka as decimal(18,6)) as varchar(24)) as [rate],
  cast(cast(powinno as decimal(15,2)) as varchar(20)) as [should_be],
  cast(cast(powinno - naliczono as decimal(15,2)) as varchar(20)) as [difference]
from rozliczenia_poz;
GO

-- Salda kont na chwilę stanu ksiąg: druga strona porównania z kartoteką
create or alter view ebok_balances as
select
  cast(konto_id as nvarchar(64)) as [account_id],
  cast(cast(saldo as decimal(15,2)) as varchar(20)) as [closing_balance],
  cast((select count(*) from zapisy z where z.konto_id = salda.konto_id) as varchar(12)) as [entry_count]
from salda;
GO
