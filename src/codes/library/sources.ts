import type { IsoDate } from '../../superbill/dates.ts';
import { fiscalYearOf } from '../readers/dates.ts';

const CDC = 'https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM';
const CMS = 'https://www.cms.gov/files/zip';
const NUCC = 'https://www.nucc.org/images/stories/CSV';

/** The months in which CMS publishes HCPCS Level II, by quarter. */
const QUARTERS = ['january', 'april', 'july', 'october'] as const;

/** Fiscal years to try: next year's files are published in summer, before they are in force. */
const fiscalYears = (today: IsoDate): readonly number[] => {
	const year = fiscalYearOf(today);
	return [year + 1, year, year - 1];
};

/** The quarter of a day and the three before it, newest first. */
function quarters(today: IsoDate): readonly (readonly [month: string, year: number])[] {
	const newest = Number(today.slice(0, 4)) * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
	return [0, 1, 2, 3].map((ago) => {
		const quarter = newest - ago;
		return [QUARTERS[quarter % 4] as string, Math.floor(quarter / 4)];
	});
}

/** Versions of the taxonomy, newest first. Version 25.1 is the second release of 2025. */
function taxonomyVersions(today: IsoDate): readonly string[] {
	const year = Number(today.slice(2, 4));
	return [`${year}1`, `${year}0`, `${year - 1}1`];
}

/**
 * Addresses of the official files by set, newest first. The publishers name files differently from year to year, so several
 * names are tried; a download is recognized by its content, so a wrong file changes nothing. The NCCI files are behind
 * the AMA's licence, which the operator accepts in a browser.
 */
const SOURCES = {
	icd10cm: (today) =>
		fiscalYears(today).flatMap((year) => [
			`${CDC}/${year}/icd10cm-code-descriptions-${year}.zip`,
			`${CMS}/${year}-code-descriptions-tabular-order.zip`,
			`${CDC}/${year}/icd10cm-Code%20Descriptions-${year}.zip`,
		]),
	'icd10cm-tabular': (today) =>
		fiscalYears(today).flatMap((year) => [
			`${CDC}/${year}/icd10cm-table-and-index-${year}.zip`,
			`${CDC}/${year}/icd10cm-table-index-${year}.zip`,
		]),
	hcpcs: (today) =>
		quarters(today).map(([month, year]) => `${CMS}/${month}-${year}-alpha-numeric-hcpcs-file.zip`),
	taxonomy: (today) => taxonomyVersions(today).map((version) => `${NUCC}/nucc_taxonomy_${version}.csv`),
} as const satisfies Readonly<Record<string, (today: IsoDate) => readonly string[]>>;

/** Sets that can be downloaded. */
export type FetchableSet = keyof typeof SOURCES;

export const FETCHABLE_SETS = Object.keys(SOURCES) as readonly FetchableSet[];

export function isFetchable(set: string): set is FetchableSet {
	return Object.hasOwn(SOURCES, set);
}

/** Addresses of a set's official files on a day, newest first. */
export function addressesOf(set: FetchableSet, today: IsoDate): readonly string[] {
	return SOURCES[set](today);
}
