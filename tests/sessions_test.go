//go:build unix

package tests

// Sessions are what clients say to the servers of TestRecordings, in the notation of transcripts: > sends text, or
// binary after "binary:", with ~KEY~ for what was last heard under this key, and < waits for a message, whatever it
// is.

// changes marks a message that differs each time.
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

const inspectorSession = `
> {"id":1,"method":"Runtime.enable"}
< changes
<
> {"id":2,"method":"Runtime.evaluate","params":{"expression":"({answer: 6 * 7})"}}
< changes
> {"id":3,"method":"Runtime.getProperties","params":{"objectId":"~objectId~","ownProperties":true,"accessorPropertiesOnly":false}}
< changes
> {"id":4,"method":"Runtime.evaluate","params":{"expression":"[1, 'two']","returnByValue":true}}
<
> {"id":5,"method":"Runtime.evaluate","params":{"expression":"null.property"}}
< changes
> {"id":6,"method":"Runtime.nothing"}
<
`

const nostrSession = `
< changes
> ["REQ","tea",{"kinds":[20001]}]
<
> ["EVENT",{"id":"7889aad407fde3b3cf8ffa7cc4ddc3cfd2b6550521570b2c2a376dc476ec73b3","pubkey":"b7cd4ac02f52e26a6a7c2b9ab1ad5ca1bcd2550fcb3375ea5b121ef490b0b0f3","created_at":1764252000,"kind":20001,"tags":[["t","tea"]],"content":"tea?","sig":"e21d12c337dc28e9fa534dc81ead9bfdd81f93d0f93392eee704cc3168e38c79ebccd556e6b7447467ade37dab976483127354567b9c706b0b09a7c89ab272b2"}]
<
<
> ["EVENT",{"id":"7889aad407fde3b3cf8ffa7cc4ddc3cfd2b6550521570b2c2a376dc476ec73b3","pubkey":"b7cd4ac02f52e26a6a7c2b9ab1ad5ca1bcd2550fcb3375ea5b121ef490b0b0f3","created_at":1764252001,"kind":20001,"tags":[["t","tea"]],"content":"coffee?","sig":"e21d12c337dc28e9fa534dc81ead9bfdd81f93d0f93392eee704cc3168e38c79ebccd556e6b7447467ade37dab976483127354567b9c706b0b09a7c89ab272b2"}]
<
> ["CLOSE","tea"]
> ["REQ","all",{"kinds":[1]}]
<
`

const channelsSession = `
< changes
> {"text":"anyone?"}
<
> {"to":"me","channel":"~channel~","text":"note"}
<
> {"leave":true}
`

const rabbitmqSession = `
> "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\nheart-beat:0,0\n\n\u0000"
< changes
> "SUBSCRIBE\nid:sub-0\ndestination:/topic/tea\nack:client\nreceipt:r-0\n\n\u0000"
<
> "SEND\ndestination:/topic/tea\ncontent-type:text/plain\n\ngreen?\u0000"
< changes
> "ACK\nid:~ack~\nreceipt:r-1\n\n\u0000"
<
> "UNSUBSCRIBE\nid:sub-0\nreceipt:r-2\n\n\u0000"
<
> "SEND\n\n\u0000"
<
`

const centrifugoSession = `
> {"id":1,"connect":{}}
< changes
> {"id":2,"subscribe":{"channel":"tea"}}
<
> {"id":3,"presence":{"channel":"tea"}}
< changes
> {"id":4,"rpc":{"method":"none"}}
<
> {"id":5,"unsubscribe":{"channel":"tea"}}
<
> {"id":6,"history":{"channel":"tea"}}
<
`

const crossbarSession = `
> [1,"tea",{"roles":{"caller":{},"callee":{},"publisher":{},"subscriber":{}}}]
< changes
> [32,1,{},"com.example.kettle"]
< changes
> [16,2,{"acknowledge":true,"exclude_me":false},"com.example.kettle",["boils"]]
< changes
< changes
> [48,3,{},"com.example.none",[2,3]]
<
> [48,4,{},"wamp.session.count"]
< changes
> [6,{},"wamp.close.normal"]
<
`

const chromiumSession = `
> {"id":1,"method":"Runtime.evaluate","params":{"expression":"document.body.innerHTML = '<p>green'; document.querySelector('p')"}}
< changes
> {"id":2,"method":"Runtime.callFunctionOn","params":{"objectId":"~objectId~","functionDeclaration":"function () { return this.textContent }"}}
<
> {"id":3,"method":"DOM.getDocument","params":{"depth":1}}
< changes
> {"id":4,"method":"DOM.getOuterHTML","params":{"nodeId":1}}
<
> {"id":5,"method":"Runtime.evaluate","params":{"expression":"new Promise(done => setTimeout(done, 20, location.href))","awaitPromise":true}}
<
> {"id":6,"method":"Target.createTarget","params":{"url":"about:blank"}}
< changes
> {"id":7,"method":"Target.closeTarget","params":{"targetId":"~targetId~"}}
<
> {"id":8,"method":"Page.nothing"}
<
`
