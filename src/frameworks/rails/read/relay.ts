import { Receiver, type Call, type Value } from './value.ts'

/** Something that hands its calls on: a connection knows what the migration knows, but none of the methods of its class. */
export class Relay extends Receiver {
  constructor(private readonly hand: (call: Call) => Value) {
    super()
  }
  call(call: Call): Value {
    return this.hand(call)
  }
}
