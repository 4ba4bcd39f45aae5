// A server for tests/conversations, on the "graphql-ws" and "ws" packages.
// Prints its port, then serves until stdin ends.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../.peers/node_modules/", import.meta.url));
const { buildSchema } = require("graphql");
const { useServer } = require("graphql-ws/use/ws");
const { WebSocketServer } = require("ws");

const schema = buildSchema(`
  type Query { order(id: ID!): Order }
  type Mutation { place(item: String!): Order! }
  type Subscription {
    countdown(from: Int!): Int!
    progress(order: ID!): Order!
    forever: Int!
  }
  type Order { id: ID! item: String! state: State! at: String! }
  enum State { PLACED BREWING READY }
`);

const orders = new Map();

const roots = {
  query: { order: ({ id }) => orders.get(id) },
  mutation: {
    place({ item }) {
      const order = { id: crypto.randomUUID(), item, state: "PLACED", at: new Date().toISOString() };
      orders.set(order.id, order);
      return order;
    },
  },
  subscription: {
    async *countdown({ from }) {
      for (let n = from; n > 0; n--) yield { countdown: n };
    },
    async *progress({ order: id }) {
      const order = orders.get(id);
      if (!order) throw new Error(`there is no order ${id}`);
      for (order.state of ["BREWING", "READY"]) yield { progress: { ...order, at: new Date().toISOString() } };
    },
    async *forever() {
      for (let forever = 0; ; forever++) {
        yield { forever };
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  },
};

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("listening", () => console.log(server.address().port));
const onConnect = ({ connectionParams }) => connectionParams?.token !== "expired";
useServer({ schema, roots, onConnect }, server);
process.stdin.resume().on("end", () => process.exit(0));
