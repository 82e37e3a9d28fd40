// The front door: a stand-in Safaricom, in process or as a server of its own.

export type { HandAction } from './control/act.ts'
export type { PayBillAnswer, PayBillRequest } from './control/pay-from-menu.ts'
export type {
  CallbackView,
  Ledger,
  PhoneView,
  PromptView,
  ReceiptView,
  SubscriberView,
} from './control/views.ts'
export { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.ts'
export type { DarajaAnswer, DarajaReply, DarajaRequest } from './daraja/reply.ts'
export type { EventType, SimulatorEvent } from './events.ts'
export { type Faults, NO_FAULTS } from './faults.ts'
export type { Journal } from './journal.ts'
export { openJournalFile } from './journal-file.ts'
export { SANDBOX_PASSKEY, SANDBOX_SHORT_CODE, type ShortCodeOption, type Strictness } from './options.ts'
export type { CallbackAnswer, OutgoingCallback, SimulatorPorts } from './ports.ts'
export type { LoggedRequest } from './request-log.ts'
export { type RunningSimulator, type StartSimulatorOptions, startSimulator } from './start-simulator.ts'
export type { Behaviour } from './tables.ts'
