import type { Block, Ledger, LedgerRow } from '../../page/content.ts';
import { parseMoney, printedMoney } from '../../superbill/money.ts';
import type { ReceiptName } from '../../superbill/sibling.ts';
import type { Template } from '../template.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { ledger } from './ledger.ts';
import { parties } from './parties.ts';
import { otherItems, services } from './services.ts';

/** Columns of the services. A receipt for an HSA or FSA says what was done in words. */
const COLUMNS: Readonly<Record<ReceiptName, Template['services']['columns']>> = {
	'proof-of-payment': ['date', 'code', 'modifiers', 'description', 'units', 'charge'],
	'hsa-receipt': ['date', 'description', 'charge'],
};

/** The sections of a proof of payment or of a receipt for an HSA or FSA, below the letterhead. */
export function receipt(name: ReceiptName, { template, ...rest }: Composition): Block[] {
	const columns = COLUMNS[name];
	const composition = { ...rest, template: { ...template, services: { ...template.services, columns } } };
	const { label } = composition;
	return [
		...parties(composition),
		...services(composition),
		{
			kind: 'columns',
			widths: [54, 46],
			keep: true,
			columns: [
				[
					heading(label('pleaseNote')),
					...label.each(`${name}.note`).map((text): Block => ({ ...fine(text), apart: true })),
					...otherItems(composition),
				],
				[
					heading(label('totals')),
					...ledger(composition).map((block) =>
						block.kind === 'ledger' ? withOwnPayments(block, composition) : block,
					),
				],
			],
		},
	];
}

/** Adds what did not come from an insurer, if something else did: nobody else's part can be claimed. */
function withOwnPayments(block: Ledger, { superbill, label }: Composition): Ledger {
	const { payments = [], refunds = [] } = superbill;
	if (payments.every(isOwn)) return block;
	const total = (rows: readonly { readonly amount: string; readonly method: string }[]) =>
		rows.filter(isOwn).reduce((cents, { amount }) => cents + parseMoney(amount), 0);
	const own: LedgerRow = {
		rank: 'sum',
		label: label('ownPayments'),
		amount: printedMoney(total(payments) - total(refunds)),
	};
	return { ...block, rows: [...block.rows.slice(0, -1), own, ...block.rows.slice(-1)] };
}

const isOwn = ({ method }: { readonly method: string }): boolean => method !== 'insurance';
