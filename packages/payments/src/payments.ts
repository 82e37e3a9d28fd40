// The package's front door.

export { toReferenceStart } from './account-reference.ts'
export { createAllowList, createPeerAddress, IP_MODES, type IpMode, SAFARICOM_ADDRESSES } from './allow-list.ts'
export { type AttemptLimit, createAttemptLimit } from './attempt-limit.ts'
export { type Backup, backUp } from './backup/back-up.ts'
export { BackupProblem, type BackupProblemCode } from './backup/backup-problem.ts'
export { checkBackup, restoreBackup } from './backup/restore.ts'
export type { Restored } from './backup/restored.ts'
export { PROMPT_OPEN_MS } from './begin-payment.ts'
export { toCallbackBase } from './callback-url.ts'
export type { Campaign, CampaignContent, CampaignPicture, CampaignText, NewCampaign } from './campaign.ts'
export { type Charity, DEMO_CHARITY, parseCharity } from './charity.ts'
export { readConfiguration } from './configuration/configuration.ts'
export { loadDemoSecrets, toDatabasePath } from './configuration/demo-secrets.ts'
export { type Environment, readEnvironment } from './configuration/environment.ts'
export type { Secret } from './configuration/secret.ts'
export type { Configuration } from './configuration/settings.ts'
export { CRASH_POINTS, type CrashPoint } from './crash-points.ts'
export { type Database, DatabaseProblem } from './database/database.ts'
export { assertMigrated, listMigrations, type Migration, migrate } from './database/migrate.ts'
export { openDatabase } from './database/open-database.ts'
export { demoCampaign } from './demo-campaign.ts'
export { DETAILS_LENGTHS, type DonationDetails, GIVER_STATES, type GiverState } from './donation-details.ts'
export {
  type DoubledGift,
  type DoubledPayment,
  findDoubledGift,
  type GiverWish,
  type WishChoice,
  type WishOutcome,
} from './doubled-gifts.ts'
export type { CampaignChange } from './edit-campaign.ts'
export { type Engine, openEngine } from './engine.ts'
export { toSecurityKeyId } from './front-line-notes.ts'
export type { GiverEntry, ShownGiver } from './givers.ts'
export { deriveKeys } from './keys.ts'
export { listStrays, type Stray } from './list-strays.ts'
export { createLog, type Log, type LogLevel, SILENT_LOG, toErrorText } from './log.ts'
export { maskNumbers } from './mask-numbers.ts'
export { createSmsGateway } from './messages/africas-talking.ts'
export { maskEmailAddress } from './messages/email-address.ts'
export { createMailer } from './messages/mailer.ts'
export {
  CHANNELS,
  type Channel,
  MESSAGE_STATES,
  type MessageState,
} from './messages/message.ts'
export type { MessageEntry, MessageListing } from './messages/outbox.ts'
export { toReceiptSms } from './messages/receipt-sms.ts'
export { isAtLeast, OLDEST_NODE, OLDEST_SQLITE } from './oldest-versions.ts'
export { openEngineWhenReachable } from './open-when-reachable.ts'
export type { Heard, Telling } from './paid-already/hear-giver.ts'
export type { PaidAlready } from './paid-already/paid-already.ts'
export type { Finding, Resolved } from './paid-already/resolve-task.ts'
export { type OpenedTask, TASK_STATES, type Task, type TaskState } from './paid-already/task.ts'
export { parseCampaign } from './parse-campaign.ts'
export { isFinal, isPaymentId, isRandomPaymentId, type Payment, type PaymentId, type PaymentStatus } from './payment.ts'
export type { PaymentIntent, Refusal } from './payment-intent.ts'
export type { Erasure } from './personal-data/erase-donor.ts'
export type { Donor } from './personal-data/find-donor.ts'
export type { Forgotten } from './personal-data/forget-old.ts'
export type { WhyKept } from './personal-data/why-kept.ts'
export { MAX_PICTURE_BYTES, type PictureFile, readPicture } from './picture.ts'
export { type Place, type Placed, placeReceipt } from './place-receipt.ts'
export {
  isReminderDate,
  LAST_DAY_OF_MONTH,
  PLEDGE_STATES,
  type Pledge,
  type PledgeState,
  type PledgeWish,
} from './pledges/pledge.ts'
export type { SeenPledge } from './pledges/pledges.ts'
export { createPorts, type Ports } from './ports.ts'
export type { PulledMoney } from './pull-money.ts'
export type { CampaignEditEntry } from './queries/campaign-edits.ts'
export { countOpenPayments } from './queries/count-open-payments.ts'
export type { Donation } from './queries/find-donation.ts'
export { findLastBackup } from './queries/find-last-backup.ts'
export { hasC2bCallbacks } from './queries/has-c2b-callbacks.ts'
export type { DailyTotal, TotalsListing } from './queries/list-daily-totals.ts'
export type { InboxEntry, InboxListing } from './queries/list-inbox.ts'
export { type KeyUse, listKeyUses } from './queries/list-key-uses.ts'
export type { PaymentListing } from './queries/list-payments.ts'
export { listUnlistedAddresses } from './queries/list-unlisted-addresses.ts'
export type { UnlistedAddress } from './queries/save-front-line.ts'
export { toAmountInWords } from './receipt/amount-in-words.ts'
export { createReceiptAttachments, toReceiptFileName } from './receipt/attach-receipt.ts'
export { toDateTime, toDay, toTime } from './receipt/dates.ts'
export { toShortMask } from './receipt/find-receipt-facts.ts'
export { GRAIN_CELL, GRAIN_PATHS } from './receipt/grain.ts'
export { toCalledName } from './receipt/printable-text.ts'
export type { ReceiptCharity, ReceiptFacts, ReceiptState } from './receipt/receipt-facts.ts'
export { renderReceiptPdf } from './receipt/render-receipt-pdf.ts'
export { GRAINS, toPrinted } from './receipt/to-printed.ts'
export { type CheckedReceipt, checkReceipt, toReceiptCheck } from './receipt-check.ts'
export { parseSerial, type ReceiptSerial, toSerialText } from './receipt-serial.ts'
export type { Reconciliation } from './reconcile.ts'
export type { Replay } from './replay-callback.ts'
export type { PaymentRequest } from './request-payment.ts'
export type { SeenDonation } from './see-donation.ts'
export type { InboxVerdict, StatusReport } from './status-report.ts'
export { createTransport } from './transport.ts'
export { checkHistoryEnd } from './verify/check-history-end.ts'
export type { BadRow, HistoryHead, Verification } from './verify-books.ts'
export { drainAll } from './worker.ts'
