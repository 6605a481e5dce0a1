import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { facesOf } from '../../pdf/fonts/faces.ts';
import { sameLogo } from '../../practices/logo.ts';
import { NO_NAMES } from '../../superbill/superbill.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { fromTemplateData } from '../../templates/printed-texts.ts';
import { drawDocument } from './document.ts';
import { collectGarbage } from './garbage.ts';
import type { DrawingAnswer, JobAnswer, Order, OrderedJob } from './messages.ts';
import { ownThreadId } from './processor-time.ts';

// This is the program of a drawing thread. It keeps templates and fonts, and nothing of a document.

// Requests and health checks come before drawing. Only on Linux does the priority apply to the thread alone; elsewhere it
// would apply to the whole process. https://man7.org/linux/man-pages/man2/setpriority.2.html
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort as NonNullable<typeof parentPort>;
const answer = (message: DrawingAnswer, move: ArrayBuffer[] = []): void => port.postMessage(message, move);

/** Templates by SHA-256. */
let templates: ReadonlyMap<string, LoadedTemplate> = new Map();

port.on('message', (order: Order) => {
	if ('rest' in order) {
		collectGarbage();
		return;
	}
	if ('templates' in order) {
		const isFirst = templates.size === 0;
		templates = new Map(
			order.templates.map((data) => [
				data.sha256,
				templates.get(data.sha256) ?? fromTemplateData(data, facesOf(data.fallbackFonts).canDraw),
			]),
		);
		if (isFirst) {
			const [first, ...others] = templates.values();
			if (first) warmUp(first);
			answer({ ready: ownThreadId() });
			warmUpInTurns(others);
		}
		return;
	}
	const answers = order.jobs.map(drawOne);
	answer(
		answers,
		answers.flatMap((one) => ('error' in one ? [] : [one.unfinished.head.buffer as ArrayBuffer])),
	);
});

function drawOne({ job, template: sha256 }: OrderedJob): JobAnswer {
	try {
		const template = templates.get(sha256);
		if (!template) throw new ReferenceError('a drawing thread does not have the template');
		return drawDocument({ ...job, logo: job.logo && sameLogo(job.logo) }, template);
	} catch (error) {
		return { error };
	}
}

/** Warms up one template per turn of the event loop, so that orders come in between. */
function warmUpInTurns([next, ...others]: readonly LoadedTemplate[]): void {
	if (!next) return;
	setImmediate(() => {
		warmUp(next);
		warmUpInTurns(others);
	});
}

/** Draws a template's sample once, which decodes its pictures, reads its fonts and compiles the code. */
function warmUp(template: LoadedTemplate): void {
	const { preview: request } = template;
	drawDocument({ request, issuedOn: request.issuedOn, findings: [], names: NO_NAMES }, template);
}
