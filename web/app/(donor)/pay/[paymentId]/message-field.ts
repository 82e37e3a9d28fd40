/** The field that tells the form of "I paid, but …" from one that gives. */
export const MESSAGE_FIELD = 'mpesaMessage'
