'use client'

// The motifs of the borders, each drawn on a field of 44 × 44. A campaign's own is chosen by its name, so that every
// campaign has a cloth of its own and keeps it. `a` is printed in laterite, `i` in ink, `p` is left unprinted.
// In the browser's script for the reason given in pindo-strip.tsx.

const SIZE = 44

/** Korosho, the cashew: the oldest motif of the kanga. */
const CASHEW = (
  <>
    <path
      className="a"
      d="M13 40C2 33 3 13 16 6 28-1 41 8 37 18 34 25 26 23 27 16 19 19 20 29 30 33 26 42 18 43 13 40Z"
    />
    <path
      className="p"
      d="M10 27C9 19 13 13 18 10.5 14 16 13 21 14 28 14.5 31 16 33.5 18 35.5 13.5 34.5 10.5 31 10 27Z"
    />
    <circle className="p" cx="30.5" cy="14" r="2.6" />
    <circle className="i" cx="37" cy="36" r="4.2" />
    <circle className="i" cx="4" cy="6" r="2.6" />
  </>
)

/** Almasi, the diamond. */
const DIAMOND = (
  <>
    <path className="a" d="M22 3 41 22 22 41 3 22Z" />
    <path className="p" d="M22 10 34 22 22 34 10 22Z" />
    <path className="i" d="M22 15.5 28.5 22 22 28.5 15.5 22Z" />
    <path className="i" d="M0 0H11L0 11ZM44 0V11L33 0ZM0 44V33L11 44ZM44 44H33L44 33Z" />
  </>
)

/** Ua, the flower. */
const FLOWER = (
  <>
    <path
      className="a"
      d="M22 2C26 8 26 12 22 17 18 12 18 8 22 2ZM42 22C36 26 32 26 27 22 32 18 36 18 42 22ZM22 42C18 36 18 32 22 27 26 32 26 36 22 42ZM2 22C8 18 12 18 17 22 12 26 8 26 2 22Z"
    />
    <path
      className="i"
      d="M36 8C35 14 32 17 26 18 27 12 30 9 36 8ZM36 36C30 35 27 32 26 26 32 27 35 30 36 36ZM8 36C9 30 12 27 18 26 17 32 14 35 8 36ZM8 8C14 9 17 12 18 18 12 17 9 14 8 8Z"
    />
    <circle className="i" cx="22" cy="22" r="3" />
  </>
)

/** Wimbi, the wave. */
const WAVE = (
  <>
    <path className="a" d="M0 3 22 19 44 3V14L22 30 0 14ZM0 33 6 39 0 44ZM44 33 38 39 44 44Z" />
    <path className="i" d="M0 20 22 36 44 20V25L22 41 0 25ZM22 2 28 8 22 14 16 8Z" />
  </>
)

const MOTIFS = [DIAMOND, FLOWER, CASHEW, WAVE] as const

/** The pattern a page's borders are filled with, defined once. */
export function ClothPattern({ name }: { readonly name: string }) {
  return (
    <svg className="pattern" aria-hidden="true" focusable="false">
      <pattern id="cloth" width={SIZE} height={SIZE} patternUnits="userSpaceOnUse">
        {MOTIFS[toMotifIndex(name)]}
      </pattern>
    </svg>
  )
}

/** A length of border. */
export function Selvedge({ side }: { readonly side: 'left' | 'right' | 'foot' }) {
  return (
    <svg className={`selvedge selvedge-${side}`} aria-hidden="true" focusable="false">
      <rect width="100%" height="100%" fill="url(#cloth)" />
    </svg>
  )
}

/** Always the same motif for the same name. */
function toMotifIndex(name: string): number {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return sum % MOTIFS.length
}
