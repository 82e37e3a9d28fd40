// The way to a PostgreSQL server: a socket, encrypted where the URL wants it. The driver's own way checks a certificate
// against the wrong name when it is given a socket, and would not tell us when an encrypted one is lost.

import { connect, type Socket } from 'node:net'
import { connect as encrypt } from 'node:tls'
import type { PgAddress } from './postgres-address.ts'

/** The kernel asks whether the other side is there. */
const KEEP_ALIVE_MS = 5_000

/** "May we encrypt?", as the protocol writes it: eight bytes, then its magic number. */
const ENCRYPTION_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const YES = 'S'
const NO = 'N'

/** Raised where the two sides do not agree on encryption, or the certificate is not the right one. */
export class NotEncrypted extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'NotEncrypted'
  }
}

/**
 * Opens one.
 * @param hold told of each socket as soon as there is one, so that it can be destroyed while it is being opened
 * @throws {NotEncrypted} or what the network says
 */
export async function openSocket(address: PgAddress, hold: (socket: Socket) => void): Promise<Socket> {
  const socket = address.socketPath ? connect(address.socketPath) : connect(address.port, address.host)
  prepare(socket)
  hold(socket)
  await until(socket, 'connect')
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  if (address.encryption === 'off') return socket

  socket.write(ENCRYPTION_REQUEST)
  const answer = (await until(socket, 'data')).toString('latin1')
  if (answer === NO && address.encryption === 'prefer') return socket
  // More than one byte would be somebody in between, speaking before the encryption begins.
  if (answer !== YES) throw new NotEncrypted('the server offers no encryption')
  const encrypted = encrypt({ ...address.tls, socket })
  prepare(encrypted)
  hold(encrypted)
  try {
    await until(encrypted, 'secureConnect')
  } catch (error) {
    throw new NotEncrypted(error instanceof Error ? error.message : String(error))
  }
  return encrypted
}

function prepare(socket: Socket): void {
  // Always somebody listens: an error without a listener would end the process.
  socket.on('error', () => {})
}

function until(socket: Socket, event: 'connect' | 'data' | 'secureConnect'): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (data: Buffer) => {
      socket.off('error', reject).off('close', closed)
      resolve(data)
    }
    const closed = () => reject(new Error('the server closed the connection'))
    socket.once(event, done).once('error', reject).once('close', closed)
  })
}
