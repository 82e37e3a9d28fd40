// A certificate for `--tls`, made at start: this machine's names, a key of its own, signed by itself.

import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import {
  bitString,
  encode,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utf8String,
} from './der.ts'

/** PEM texts, as node:https takes them. */
export interface KeyAndCertificate {
  readonly key: string
  readonly cert: string
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Browsers refuse longer ones. */
const VALID_FOR_DAYS = 397

const NAMES = ['localhost', '*.localhost']
const ADDRESSES = [Buffer.from([127, 0, 0, 1]), Buffer.from([...new Array<number>(15).fill(0), 1])]

/** A fresh key and certificate, valid from the day before `nowMs`. */
export function makeCertificate(nowMs: number): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicDer = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  const name = sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String('Harambee simulator'))))
  const serial = createHash('sha256').update(publicDer).digest().subarray(0, 16)
  const toBeSigned = sequence(
    encode(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(generalizedTime(nowMs - DAY_MS), generalizedTime(nowMs + VALID_FOR_DAYS * DAY_MS)),
    name,
    publicDer,
    encode(0xa3, sequence(...makeExtensions())),
  )
  const certificate = sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem(certificate),
  }
}

function makeExtensions(): Buffer[] {
  const isTrue = encode(0x01, Buffer.from([0xff]))
  const names = [
    ...NAMES.map(name => encode(0x82, Buffer.from(name, 'latin1'))),
    ...ADDRESSES.map(address => encode(0x87, address)),
  ]
  return [
    sequence(objectIdentifier('2.5.29.17'), octetString(sequence(...names))),
    // An authority, so that a client can be told to trust exactly this one.
    sequence(objectIdentifier('2.5.29.19'), isTrue, octetString(sequence(isTrue))),
  ]
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
