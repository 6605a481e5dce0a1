/**
 * Diagnoses that are never listed first in an outpatient encounter. From the ICD-10-CM Official Guidelines, sections
 * I.B.14, I.C.15 and I.C.21.c, and the notes of the tabular list, which say the same for fiscal years 2024 to 2027. The
 * Medicare Code Editor's list of unacceptable principal diagnoses is not used: it is for hospital stays and has codes
 * that are the right first diagnosis in an office, such as Z23 and Z00.00.
 */
export const SECONDARY_ONLY: readonly { readonly codes: string; readonly is: string }[] = [
	{ codes: 'B95-B97', is: 'the organism that causes a disease' },
	{ codes: 'R29.7', is: 'a score on the stroke scale' },
	{ codes: 'R40.2', is: 'a score on the coma scale' },
	{ codes: 'Z28.3', is: 'a vaccination status' },
	{ codes: 'Z37', is: 'the outcome of a delivery' },
	{ codes: 'Z3A', is: 'the week of a pregnancy' },
	{ codes: 'Z55-Z65', is: 'a social circumstance' },
	{ codes: 'Z68', is: 'a body mass index' },
	{ codes: 'V00-Y99', is: 'an external cause' },
];
