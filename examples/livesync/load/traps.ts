import type { Naivety } from './naive-connector.js';
import { withSnapshot, type Reading } from './sync-endpoint.js';
import type { Tap } from './tapped-database.js';
import { delay } from './wait.js';

/** A fix of the example, and how it is removed: from outside, by other SQL or by a function in the place of another. */
export interface Trap {
  /** Of what is removed. */
  readonly name: string;
  readonly instead: string;
  /** Run after the migrations. */
  readonly statements?: readonly string[];
  readonly read?: Reading;
  readonly tap?: Tap;
  readonly naivety?: Naivety;
  /** Why a run without it holds all the same, where it does. */
  readonly holdsBecause?: string;
}

const position = 'COALESCE((SELECT sequence_id FROM channel_positions WHERE channel = $2), 0)';

/** Another position in the same statement. */
const positionBy =
  (other: string): Reading =>
  (database, sql, values) => {
    if (!sql.includes(position)) throw new Error('unable to remove the position; the statement has changed');
    return database.query(withSnapshot(sql.replace(position, other)), values);
  };

/** ms that a busy server lets pass between two statements. */
const betweenStatements = 15;

const inTwoStatements: Reading = async <Row>(...[database, sql, values]: Parameters<Reading>) => {
  const [state] = await database.query<object>(withSnapshot(sql), values);
  await delay(betweenStatements);
  const [later] = await database.query<{ sequenceId: string }>(sql, values);
  return (state && later ? [{ ...state, sequenceId: later.sequenceId }] : []) as Row[];
};

const withoutTurns = [
  'CREATE OR REPLACE FUNCTION lock_channel(wanted TEXT) RETURNS void LANGUAGE sql AS $$ SELECT $$',
  `CREATE OR REPLACE FUNCTION number_outbox_row() RETURNS trigger LANGUAGE plpgsql AS
   $$ BEGIN RETURN NEW; END $$`,
];
/** As of an outbox that is never purged. */
const newestRow = positionBy('COALESCE((SELECT MAX(sequence_id) FROM load_log WHERE channel = $2), 0)');
const published = 'CREATE TABLE load_published (sequence_id BIGINT)';

/** The fixes that can be removed; `--without` takes their names. */
export const traps: readonly Trap[] = [
  {
    name: 'commit order',
    instead: 'a serial drawn at the insert; sync endpoint and connector go by it',
    statements: [...withoutTurns, published],
    read: newestRow,
    naivety: { byPosition: true },
  },
  {
    name: 'turns',
    instead: 'a serial drawn at the insert; the connector reads by flag',
    statements: withoutTurns,
    read: newestRow,
  },
  {
    name: 'reading by flag',
    instead: 'a connector that reads `> last`, with numbers in commit order within each channel',
    statements: [published],
    naivety: { byPosition: true },
  },
  { name: 'one statement', instead: 'the state first, then the position', read: inTwoStatements },
  {
    name: 'position of the channel',
    instead: 'the last value of the sequence',
    read: positionBy('(SELECT last_value FROM outbox_sequence_id_seq WHERE $2::text IS NOT NULL)'),
  },
  {
    name: 'position that is kept',
    instead: 'MAX(sequence_id) of an outbox that is purged',
    read: positionBy('COALESCE((SELECT MAX(sequence_id) FROM outbox WHERE channel = $2), 0)'),
  },
  { name: 'mark after the ACK', instead: 'marked, then published', naivety: { marksFirst: true } },
  {
    name: 'message id of the row',
    instead: 'an id of the process (row 7 is 7001, then 7002), and positions to match',
    read: positionBy(`(${position} * 1000 + 999)`),
    naivety: { ownIds: true },
  },
  {
    name: 'idempotence',
    instead: 'no unique mutation id',
    statements: [
      'ALTER TABLE mutations DROP CONSTRAINT mutations_pkey',
      'CREATE INDEX mutations_by_id ON mutations (mutation_id)',
    ],
  },
  {
    name: 'one transaction',
    instead: 'the change in one, its outbox row in another',
    tap: {
      async before(sql, connection) {
        if (!sql.includes('INSERT INTO outbox')) return;
        await connection.query('COMMIT');
        await connection.query('BEGIN');
      },
    },
  },
  {
    name: 'one leader',
    instead: 'each connector publishes',
    naivety: { leadsAlways: true },
    holdsBecause:
      'Ably drops the second copy of a message id, and the first copies of a channel are in order whoever sends them',
  },
];

/** @throws Error that names those that there are */
export function trapNamed(name: string): Trap {
  const trap = traps.find((each) => each.name === name);
  if (trap === undefined) {
    const names = traps.map((each) => `"${each.name}"`).join(', ');
    throw new Error(`unable to run without "${name}"; there are ${names}`);
  }
  return trap;
}
