// Ways into the tables that would otherwise need a walk through all rows. Not stored: rebuilt from the rows at start.

import type { TableRows } from './store.ts'
import type { MenuPaymentOutcome, Message, Receipt } from './tables.ts'

export interface Indexes {
  /** Phone number → the checkout request whose prompt is on its screen. */
  readonly openPrompts: Map<string, string>
  /** Conversation id (of a push: its MerchantRequestID) → receipt number. */
  readonly receiptsByConversation: Map<string, string>
  /** Short code → its receipt numbers, oldest first. */
  readonly receiptsByShortCode: Map<string, string[]>
  /** Phone number → keys of its text messages, oldest first. */
  readonly messagesByPhone: Map<string, string[]>
  /** Consumer key → the token that works. */
  readonly tokensByConsumer: Map<string, string>
  /** Tokens that have been shown to an endpoint at least once. */
  readonly usedTokens: Set<string>
  /** Checkout request → who waits for its callback to be over. */
  readonly callbackWaiters: Map<string, (() => void)[]>
  /** Receipt number → who waits for a payment from the phone's menu to be over. */
  readonly paymentWaiters: Map<string, (outcome: MenuPaymentOutcome) => void>
}

export function createIndexes(): Indexes {
  return {
    openPrompts: new Map(),
    receiptsByConversation: new Map(),
    receiptsByShortCode: new Map(),
    messagesByPhone: new Map(),
    tokensByConsumer: new Map(),
    usedTokens: new Set(),
    callbackWaiters: new Map(),
    paymentWaiters: new Map(),
  }
}

/** Fills empty indexes from the rows. */
export function fillIndexes(index: Indexes, rows: TableRows): void {
  for (const prompt of rows.prompts.values()) {
    if (prompt.state === 'open') index.openPrompts.set(prompt.phoneNumber, prompt.checkoutRequestId)
  }
  for (const receipt of rows.receipts.values()) indexReceipt(index, receipt)
  for (const [key, message] of rows.messages) indexMessage(index, key, message)
  for (const token of rows.tokens.values()) {
    index.tokensByConsumer.set(token.consumerKey, token.token)
    index.usedTokens.add(token.token)
  }
}

export function indexReceipt(index: Indexes, receipt: Receipt): void {
  index.receiptsByConversation.set(receipt.conversationId, receipt.receiptNumber)
  append(index.receiptsByShortCode, receipt.shortCode, receipt.receiptNumber)
}

/** @returns the keys of this phone's messages, oldest first */
export function indexMessage(index: Indexes, key: string, message: Message): string[] {
  return append(index.messagesByPhone, message.phoneNumber, key)
}

export function clearIndexes(index: Indexes): void {
  for (const part of Object.values(index)) part.clear()
}

function append(lists: Map<string, string[]>, key: string, value: string): string[] {
  const list = lists.get(key)
  if (list) {
    list.push(value)
    return list
  }
  const fresh = [value]
  lists.set(key, fresh)
  return fresh
}
