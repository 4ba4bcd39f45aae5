//! tokio-tungstenite as a peer.

use base64::{engine::general_purpose::STANDARD, Engine};
use futures_util::{SinkExt, StreamExt};
use serde_json::{json, Value};
use std::io::Write;
use tokio::io::{stdin, AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver, UnboundedSender};
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{accept_async, client_async, WebSocketStream};

type Sender = UnboundedSender<Vec<Message>>;

fn tell(event: Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{event}").unwrap();
    out.flush().unwrap();
}

fn octets(kind: &str, data: &[u8]) {
    tell(json!({"type": kind, "data": STANDARD.encode(data)}));
}

fn fail(problem: impl std::fmt::Display) {
    tell(json!({"type": "error", "message": problem.to_string()}));
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    tell(json!({"type": "listening", "port": listener.local_addr().unwrap().port()}));
    let mut lines = BufReader::new(stdin()).lines();
    let mut current: Option<Sender> = None;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accept_async(accepted.unwrap().0).await {
                Ok(ws) => current = Some(open(ws)),
                Err(e) => fail(e),
            },
            line = lines.next_line() => {
                let Some(line) = line.unwrap() else { return };
                let command: Value = serde_json::from_str(&line).unwrap();
                if command["type"] == "dial" {
                    match dial(command["url"].as_str().unwrap()).await {
                        Ok(ws) => current = Some(open(ws)),
                        Err(e) => fail(e),
                    }
                } else if let Some(sender) = &current {
                    let _ = sender.send(messages(&command));
                }
            }
        }
    }
}

async fn dial(url: &str) -> Result<WebSocketStream<TcpStream>, Error> {
    let address = url.trim_start_matches("ws://").trim_end_matches('/');
    Ok(client_async(url, TcpStream::connect(address).await?).await?.0)
}

fn open(ws: WebSocketStream<TcpStream>) -> Sender {
    tell(json!({"type": "open"}));
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(converse(ws, receiver));
    sender
}

/// Until the connection has ended, sends what is asked for and tells what comes.
async fn converse(mut ws: WebSocketStream<TcpStream>, mut asked: UnboundedReceiver<Vec<Message>>) {
    loop {
        tokio::select! {
            Some(messages) = asked.recv() => for message in messages {
                if let Err(e) = ws.send(message).await {
                    fail(e);
                }
            },
            came = ws.next() => match came {
                Some(Ok(message)) => {
                    for i in 0..told(message) {
                        if let Err(e) = ws.send(Message::text(i.to_string())).await {
                            fail(e);
                        }
                    }
                }
                Some(Err(e)) => return fail(e),
                None => return,
            },
        }
    }
}

/// Tells of a message, or returns how many it asks for with "burst N".
fn told(message: Message) -> usize {
    match message {
        Message::Text(text) => match text.strip_prefix("burst ") {
            Some(n) => return n.parse().unwrap(),
            None => tell(json!({"type": "text", "data": text.as_str()})),
        },
        Message::Binary(data) => octets("binary", &data),
        Message::Ping(data) => octets("ping", &data),
        Message::Pong(data) => octets("pong", &data),
        Message::Close(frame) => {
            let (code, reason) = frame.map_or((1005, String::new()), |f| (f.code.into(), f.reason.to_string()));
            tell(json!({"type": "close", "code": code, "reason": reason}));
        }
        Message::Frame(_) => fail("a frame"),
    }
    0
}

fn messages(command: &Value) -> Vec<Message> {
    let text = command["data"].as_str().unwrap_or("");
    match command["type"].as_str().unwrap() {
        "text" => pieces(command, text.as_bytes(), Data::Text).unwrap_or_else(|| vec![Message::text(text)]),
        "binary" => {
            let data = STANDARD.decode(text).unwrap();
            pieces(command, &data, Data::Binary).unwrap_or_else(|| vec![Message::binary(data)])
        }
        "ping" => vec![Message::Ping(STANDARD.decode(text).unwrap().into())],
        "close" => vec![Message::Close(match command["code"].as_u64() {
            None | Some(0) => None,
            Some(code) => Some(CloseFrame {
                code: (code as u16).into(),
                reason: command["reason"].as_str().unwrap_or("").into(),
            }),
        })],
        _ => vec![],
    }
}

/// One message in frames, if that is asked for, with the ping behind the first.
fn pieces(command: &Value, data: &[u8], kind: Data) -> Option<Vec<Message>> {
    let size = command["pieces"].as_u64().filter(|&n| n > 0)? as usize;
    let last = data.len().div_ceil(size) - 1;
    let mut frames = vec![];
    for (i, piece) in data.chunks(size).enumerate() {
        let kind = if i == 0 { kind } else { Data::Continue };
        frames.push(Message::Frame(Frame::message(piece.to_vec(), OpCode::Data(kind), i == last)));
        match command["pinged"].as_str() {
            Some(ping) if i == 0 && !ping.is_empty() => frames.push(Message::Ping(ping.as_bytes().to_vec().into())),
            _ => {}
        }
    }
    Some(frames)
}
