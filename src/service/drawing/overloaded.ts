/** So many documents wait that another would wait too long. */
export class Overloaded extends Error {
	override readonly name = 'Overloaded';
}
