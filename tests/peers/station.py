"""A central system for tests/recordings_test.go, on the "ocpp" package: OCPP 1.6,
which charging stations speak. Prints its port, then serves until stdin ends.
"""

import asyncio
import sys
from datetime import datetime, timezone

from ocpp.routing import on
from ocpp.v16 import ChargePoint, call_result
from ocpp.v16.enums import Action, AuthorizationStatus, RegistrationStatus
from websockets.asyncio.server import serve


class Station(ChargePoint):
    transactions = 0

    @on(Action.boot_notification)
    def booted(self, **_):
        return call_result.BootNotification(
            current_time=datetime.now(timezone.utc).isoformat(), interval=300, status=RegistrationStatus.accepted
        )

    @on(Action.heartbeat)
    def beat(self):
        return call_result.Heartbeat(current_time=datetime.now(timezone.utc).isoformat())

    @on(Action.start_transaction)
    def began(self, **_):
        Station.transactions += 1
        return call_result.StartTransaction(
            transaction_id=Station.transactions, id_tag_info={"status": AuthorizationStatus.accepted}
        )

    @on(Action.stop_transaction)
    def ended(self, **_):
        return call_result.StopTransaction(id_tag_info={"status": AuthorizationStatus.accepted})


async def station(connection):
    await Station(connection.request.path.strip("/"), connection).start()


async def main():
    async with serve(station, "127.0.0.1", 0, subprotocols=["ocpp1.6"]) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
