// For the tests: the server's record of doors, as linli/rounds/rules/sync.py keeps it.
import type { Listed, Piece, Receipt } from "./protocol.ts";

export type Record = { epoch: number; trunk: Piece[]; backlog: Piece[] };
export type Judge = (piece: Piece) => string;

export class Doors {
  readonly records: Map<string, Record>;
  private readonly judge: Judge;

  constructor(doors: string[], judge: Judge = () => "") {
    this.records = new Map(doors.map((door) => [door, { epoch: 1, trunk: [], backlog: [] }]));
    this.judge = judge;
  }

  listed(): Listed[] {
    return [...this.records].map(([door, { epoch, trunk }]) => ({ door, epoch, version: trunk.length }));
  }

  take(pieces: readonly Piece[]): Receipt[] {
    return pieces.map((piece) => this.one(structuredClone(piece)));
  }

  /// After the set time: what is held is taken without the one before it.
  force(): void {
    for (const record of this.records.values()) record.trunk.push(...record.backlog.splice(0));
  }

  all(): Piece[] {
    return [...this.records.values()].flatMap(({ trunk, backlog }) => [...trunk, ...backlog]);
  }

  private one(piece: Piece): Receipt {
    const record = this.records.get(piece.door);
    if (!record) return this.refusal(piece, "rounds.sync_no_door");
    const known = [...record.trunk, ...record.backlog].find((one) => one.id === piece.id);
    if (known) {
      if (JSON.stringify(known) !== JSON.stringify(piece)) return this.refusal(piece, "rounds.sync_changed");
      return { ...this.standing(record, piece), take: "doubled" };
    }
    if (piece.epoch > record.epoch || piece.base > record.trunk.length) return this.refusal(piece, "rounds.sync_ahead");
    const code = this.judge(piece);
    if (code) return this.refusal(piece, code);
    record.backlog.push(piece);
    this.release(record);
    return this.standing(record, piece);
  }

  private release(record: Record): void {
    const follows = (piece: Piece): boolean =>
      piece.number === 1 || record.trunk.some((one) => one.branch === piece.branch && one.number === piece.number - 1);
    for (let at = record.backlog.findIndex(follows); at >= 0; at = record.backlog.findIndex(follows))
      record.trunk.push(...record.backlog.splice(at, 1));
  }

  private standing(record: Record, { id }: Piece): Receipt {
    const version = record.trunk.findIndex((one) => one.id === id) + 1;
    const stands = version ? "taken" : "held";
    return { piece: id, take: stands, stands, code: "", version };
  }

  private refusal({ id }: Piece, code: string): Receipt {
    return { piece: id, take: "refused", stands: "refused", code, version: 0 };
  }
}
