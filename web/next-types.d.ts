// What Next.js would write into next-env.d.ts, which is not kept: types of its own, and of styles imported for effect.
/// <reference types="next" />
/// <reference types="next/image-types/global" />

declare module '*.css'
