// Bytes in the letters that a QR code holds most tightly (RFC 9285). Many scanners cut blanks off, so what ends with a blank
// needs something behind it.
import type { Bytes } from "./bytes.ts";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function toBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
    for (let letter = pair ? 3 : 2; letter > 0; letter -= 1) {
      text += LETTERS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/// Null for text that `toBase45` cannot have made.
export function fromBase45(text: string): Bytes | null {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = values.reduceRight((sum, one) => sum * 45 + one, 0);
    if (values.length < 2 || values.includes(-1) || value >= 256 ** (values.length - 1)) return null;
    if (values.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return new Uint8Array(bytes);
}
