import { stampStatus } from '../../src/pdf/stamp-status.ts';
import { statusMark } from '../../src/records/current-document.ts';

export const VOIDED = statusMark({ status: 'void', since: '2026-10-09' });

export const REPLACED = statusMark({ status: 'replaced', since: '2026-10-09', replacedBy: 'SB-2026-000102' });

export const voided = (pdf: Buffer): Buffer => stampStatus(pdf, VOIDED);
