/**
 * Where official files are downloaded from, newest first. What arrives is judged by its content, so that an address
 * that serves something else changes nothing. The NCCI files stand behind the AMA's licence: the operator accepts it
 * and downloads them by hand.
 */
const CDC = 'https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM';
const CMS = 'https://www.cms.gov/files/zip';
const NUCC = 'https://www.nucc.org/images/stories/CSV';

export const SOURCES: Readonly<Record<string, readonly string[]>> = {
	icd10cm: [
		`${CDC}/2027/icd10cm-code-descriptions-2027.zip`,
		`${CMS}/2027-code-descriptions-tabular-order.zip`,
		`${CDC}/2026/icd10cm-Code%20Descriptions-2026.zip`,
	],
	'icd10cm-tabular': [
		`${CDC}/2027/icd10cm-table-and-index-2027.zip`,
		`${CDC}/2026/icd10cm-table-and-index-2026.zip`,
		`${CDC}/2025/icd10cm-table-index-2025.zip`,
	],
	hcpcs: [
		`${CMS}/october-2026-alpha-numeric-hcpcs-file.zip`,
		`${CMS}/july-2026-alpha-numeric-hcpcs-file.zip`,
		`${CMS}/april-2026-alpha-numeric-hcpcs-file.zip`,
	],
	taxonomy: [`${NUCC}/nucc_taxonomy_261.csv`, `${NUCC}/nucc_taxonomy_251.csv`],
};
