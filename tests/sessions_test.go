//go:build unix

package tests

// Sessions are what clients say to the servers of TestRecordings, in the
// notation of transcripts: > sends, with "binary:" before text that is sent as
// that and ~KEY~ for what was last heard under this key, and < waits for a
// message, whatever it is.

// changes is a message that is another one each time.
const changes = "< changes"

const chatSession = `
> {"op":"join","name":"ada"}
< changes
> {"op":"say","text":"${tea}, anyone?"}
< changes
> {"op":"react","to":"m-0","with":"👍"}
< changes
> {"op":"leave"}
`

const graphqlSession = `
> {"type":"connection_init"}
<
> {"id":"1","type":"subscribe","payload":{"query":"subscription { countdown(from: 3) }"}}
<
<
<
<
> {"id":"2","type":"subscribe","payload":{"query":"{ nothing }"}}
<
> {"id":"3","type":"subscribe","payload":{"query":"mutation { place(item: \"tea\") { id state at } }"}}
< changes
<
> {"type":"connection_init"}
`

const jsonrpcSession = `
> {"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}
<
> {"jsonrpc":"2.0","id":2,"method":"add","params":["two",3]}
<
> {"jsonrpc":"2.0","id":3,"method":"rpc.login","params":{"name":"ada","password":"countess"}}
<
> {"jsonrpc":"2.0","id":4,"method":"open"}
< changes
> {"jsonrpc":"2.0","id":9,"method":"count","params":{"session":"~session~"}}
<
> [{"jsonrpc":"2.0","id":5,"method":"add","params":[1,2]},{"jsonrpc":"2.0","id":6,"method":"?"}]
<
> {"jsonrpc":"2.0","id":7,"method":"rpc.on","params":["price"]}
<
> {"jsonrpc":"2.0","id":8,"method":"set price","params":[3.5]}
< changes
<
`

const mqttSession = `
> hex: 10 0c 0004 4d515454 04 02 003c 0000
<
> hex: 82 08 0001 0003 612f62 00
<
> hex: 30 07 0003 612f62 6869
<
> hex: c0 00
<
> hex: e0 00
`

const socketioSession = `
< changes
> 40
< changes
> 427["add",2,3]
<
> 451-8["upload",{"name":"logo","bytes":{"_placeholder":true,"num":0}}]
> hex: 00 01 02 ff
<
<
<
> 40/admin,
<
> 40/admin,{"token":"letmein"}
< changes
<
> 42["quit"]
<
<
`

const ganacheSession = `
> {"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}
<
> {"jsonrpc":"2.0","id":2,"method":"eth_subscribe","params":["newHeads"]}
< changes
> {"jsonrpc":"2.0","id":3,"method":"evm_mine","params":[]}
<
< changes
> {"jsonrpc":"2.0","id":4,"method":"eth_unsubscribe","params":["~subscription~"]}
<
> {"jsonrpc":"2.0","id":5,"method":"eth_nothing","params":[]}
<
`

const natsSession = `
< changes
> binary: "CONNECT {\"verbose\":true,\"lang\":\"none\",\"version\":\"1\",\"protocol\":1}\r\n"
<
> binary: "SUB a 1\r\n"
<
> binary: "PUB a 2\r\nhi\r\n"
<
> binary: "PING\r\n"
<
`

const ocppSession = `
> [2,"19223201","BootNotification",{"chargePointVendor":"Vendor","chargePointModel":"Model"}]
< changes
> [2,"19223202","Heartbeat",{}]
< changes
> [2,"19223203","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-11-27T12:00:00Z"}]
< changes
> [2,"19223204","StopTransaction",{"transactionId":~transactionId~,"meterStop":5,"timestamp":"2026-11-27T12:10:00Z"}]
<
> [2,"19223205","Nothing",{}]
<
`

const yjsSession = `
<
> hex: 00 00 01 00
<
`
