/** The smallest whole delivery: one flat, one account, one bill, half of it paid. Shown in the published contract. */
import type { ResourceName } from './resources.ts'

export const sampleAsOf = '2026-11-22T23:00:00+01:00'

/** Rows of each resource as CSV text, in the order of the contract's fields. */
export const sampleRows: Readonly<Record<ResourceName, readonly string[]>> = {
  properties: ['N1,Osiedle Lipowe'],
  buildings: ['B1,N1,Lipowa,12,30-001,Kraków'],
  premises: ['L1,B1,A,7,dwelling,2,48.50,48.50', 'L2,B1,,G3,garage,,16.20,'],
  parties: [
    'K1,person,Anna,Wiśniewska,CZ-104,true,"ul. Lipowa 12/7, 30-001 Kraków",anna@example.org,600100200',
    'K2,company,,Żaba sp. z o.o.,,false,,,',
  ],
  holdings: ['P1,K1,L1,cooperativeOwnership,holder,,2010-05-01,', 'P2,K2,L2,lease,tenant,,2024-01-01,2026-12-31'],
  accounts: [
    'R1,K1,L1,EKS,Eksploatacja i media,61109010140000071219812874,PLN',
    'R2,K2,L2,GAR,Garaże,27114020040000300201355387,PLN',
  ],
  documents: [
    'D1,R1,EKS/11/2026/7,charge,2026-11-01,2026-11-15,2026-11-01,2026-11-30,945.67,445.67,Opłaty za listopad,',
    'D2,R1,WB/211/4,payment,2026-11-10,,,,500.00,0.00,Wpłata,',
    'D3,R1,KOR/3/2026,correction,2026-11-12,,,,-20.00,0.00,Korekta za październik,D1',
    'D4,R1,ROZ/W/2026/7,settlement,2026-07-20,2026-08-15,2026-01-01,2026-06-30,12.34,0.00,Rozliczenie wody,',
    'D5,R1,WB/150/9,payment,2026-08-10,,,,12.34,0.00,Wpłata,',
  ],
  document_lines: [
    'D1,1,Eksploatacja podstawowa,maintenance,48.5,m2,3.35,zw,162.48,true',
    'D1,2,"Zaliczka na ogrzewanie ""CO""",utilities,48.5,m2,16.148247,zw,783.19,false',
  ],
  entries: [
    'Z1,R1,D1,2026-11-01,2026-11-01,2026-11-15,charge,945.67,charge,Opłaty za listopad',
    'Z2,R1,D2,2026-11-10,2026-11-09,,payment,500.00,payment,Wpłata',
    'Z3,R1,D3,2026-11-12,2026-11-12,,charge,-20.00,correction,Korekta za październik',
    'Z4,R1,D4,2026-07-20,2026-07-20,2026-08-15,charge,12.34,settlement,Rozliczenie wody',
    'Z5,R1,D5,2026-08-10,2026-08-10,,payment,12.34,payment,Wpłata',
  ],
  allocations: ['Z2,Z1,500.00', 'Z5,Z4,12.34'],
  charge_parameters: ['L1,usableArea,2010-05-01,,48.50,m2', 'L1,persons,2020-01-01,,2,person'],
  fee_components: [
    'L1,Eksploatacja podstawowa,2026-01-01,2026-12-31,maintenance,48.5,m2,3.35,zw,162.48,',
    'L1,Eksploatacja podstawowa,2027-01-01,,maintenance,48.5,m2,3.60,zw,174.60,Uchwała nr 4/2026',
  ],
  meters: [
    'M1,L1,coldWater,CW-1001,łazienka,m3,2019-03-01,2024-03-01,2024-02-20,M2,,',
    'M2,L1,coldWater,CW-2002,łazienka,m3,2024-02-20,2029-02-20,,,,',
  ],
  readings: ['O1,M2,2025-12-31,120.500,remote', 'O2,M2,2026-06-30,142.000,remote', 'O3,M1,2024-02-20,,missing'],
  meter_settlements: ['W1,L1,R1,D4,water,2026-01-01,2026-06-30,200.00,212.34,12.34,Według wskazań'],
  meter_settlement_lines: [
    'W1,1,consumption,Woda zimna,M2,120.500,142.000,,,180.00,21.5,m3,8.945,192.32,12.32',
    'W1,2,fixedCost,Abonament,,,,,,20.00,1,premises,20.02,20.02,0.02',
  ],
  balances: ['R1,425.67,5', 'R2,0.00,0'],
  notices: ['S1,K1,changeOfFees,Zawiadomienie o zmianie opłat,2026-11-20,pisma/S1.pdf'],
}
