export * from './client.ts';
export type * from './contract.ts';
export { type ProblemCode, SuperbillProblem, SuperbillUnreachable } from './problem.ts';
export type { CallOptions, ClientOptions, Upload } from './transport.ts';
