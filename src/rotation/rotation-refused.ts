/** Why data keys were not rotated; the message is for the operator. */
export class RotationRefused extends Error {
	override readonly name = 'RotationRefused';
}
