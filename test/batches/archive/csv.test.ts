import t from 'tap';
import { csvRow } from '../../../src/batches/archive/csv.ts';

t.test('commas separate cells, and CRLF ends a row (RFC 4180)', async (t) => {
	t.equal(csvRow(['a', 1, null, '', 'b c']), 'a,1,,,b c\r\n');
});

t.test('cells with commas, quotation marks or line breaks are quoted', async (t) => {
	t.equal(csvRow(['a,b', 'say "no"', 'a\r\nb', 'a\nb']), '"a,b","say ""no""","a\r\nb","a\nb"\r\n');
});

t.test('spreadsheets take no text for a formula', async (t) => {
	for (const text of [
		'=1+1',
		'+1',
		'-1',
		'@SUM(A1)',
		'\t=1',
		' =1',
		'\u00a0=1',
		'＝1',
		'＋1',
		'－1',
		'＠A',
	]) {
		t.equal(csvRow([text]), `'${text}\r\n`, JSON.stringify(text));
	}
	for (const text of ['\r=1', '\n=1', '\rx', '\nx']) t.equal(csvRow([text]), `"'${text}"\r\n`);
	t.equal(
		csvRow(['=HYPERLINK("http://example.com","x")']),
		`"'=HYPERLINK(""http://example.com"",""x"")"\r\n`,
	);
	t.equal(
		csvRow([-1, 'a=b', 'SB-1']),
		'-1,a=b,SB-1\r\n',
		'numbers, and text with such a character inside, do not change',
	);
});
