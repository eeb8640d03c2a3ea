"""Exports logs with OpenTelemetry's SDK: evaluations of a feature flag, a prediction, and a line that is no observation. Called by
test_clients.py.

    flags.py ADDRESS TOKEN COMPRESSION    COMPRESSION: none or gzip. Prints what the exporter made of it: SUCCESS or FAILURE
"""
import sys

from opentelemetry._logs import LogRecord
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource

ADDRESS, TOKEN, COMPRESSION = sys.argv[1:4]
NANOS = 983435400 * 10**9  # 2001-03-01 08:30:00 UTC


class Told(OTLPLogExporter):
    """The exporter itself; it also says what came of each export."""

    def export(self, batch):
        result = super().export(batch)
        print(result.name)
        return result


exporter = Told(endpoint=f"{ADDRESS}/v1/logs", headers={"Authorization": f"Bearer {TOKEN}"}, compression=Compression.Gzip if COMPRESSION == "gzip" else Compression.NoCompression)
provider = LoggerProvider(resource=Resource.create({"service.name": "shop"}))
provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
logger = provider.get_logger("flags")
for number in range(3):
    attributes = {"feature_flag.key": "new-model", "feature_flag.result.variant": "v2", "feature_flag.context.id": f"person {number}", "feature_flag.result.reason": "split"}
    logger.emit(LogRecord(timestamp=NANOS + number, event_name="feature_flag.evaluation", attributes=attributes))
logger.emit(LogRecord(timestamp=NANOS, event_name="prediction", attributes={"id": "from a log", "p": 0.5, "town": "Århus", "x": 1}))
logger.emit(LogRecord(timestamp=NANOS, body="the shop is open", attributes={}))
provider.shutdown()
