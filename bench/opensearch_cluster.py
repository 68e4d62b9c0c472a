"""A real OpenSearch cluster on this machine's loopback, for tests and measurements.

The server is the zip that the OpenSearch project publishes on Maven Central; it is fetched once with
`mvn dependency:copy` into the user's cache. Nodes are started with the machine's Java, each with its own
folder below a temporary one and a small heap; if we are root they run as `nobody`, because the server
refuses to run as root. The `hosts` of a `Cluster` are addresses to connect to.

By hand: `python -m bench.opensearch_cluster` starts three nodes and stops them on Ctrl-C.
"""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = "2.19.3"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
HEAP = os.environ.get("TCD_TEST_OPENSEARCH_HEAP", "384m")
START_SECONDS = 120


class Missing(Exception):
    """Something without which no cluster can be had here; the message says what."""


def archive() -> Path:
    """The server's zip in the user's cache, fetched if it is not there. Raises Missing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tin-cong-doan"
    path = cache / f"opensearch-{VERSION}.zip"
    if path.exists():
        return path
    if not shutil.which("mvn"):
        raise Missing(f"Maven (mvn) is not installed and {path} is not there")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        command = ["mvn", "-q", "-B", COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=folder, check=False)
        fetched = Path(folder) / path.name
        if done.returncode or not fetched.exists():
            raise Missing(f"{ARTIFACT} could not be fetched: {done.stdout[-500:]}{done.stderr[-200:]}")
        fetched.replace(path)
    return path


def java() -> str:
    """The java to start nodes with. Raises Missing when there is none, or one older than 11."""
    found = shutil.which("java")
    if not found:
        raise Missing("Java is not installed")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    try:
        major = int(said.split('"')[1].split(".")[0])
    except (IndexError, ValueError):
        raise Missing(f"java -version says {said!r}") from None
    if major < 11:
        raise Missing(f"Java {major} is too old: OpenSearch {VERSION} needs 11 or newer")
    return found


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


@dataclass(slots=True)
class Node:
    """One server: its ports, its folder and its process while it runs."""

    name: str
    http: int
    transport: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"


@dataclass(slots=True)
class Cluster:
    """Some nodes of one cluster. `start` and `stop`, or a context manager."""

    size: int = 3
    heap: str = HEAP
    tiered: bool = True
    nodes: list[Node] = field(default_factory=list)
    folder: Path = Path()

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def hosts(self) -> str:
        """The addresses of all nodes as the index argument takes them: `http://host:port,host:port`."""
        return "http://" + ",".join(f"127.0.0.1:{node.http}" for node in self.nodes)

    def start(self) -> None:
        """Unpack and start all nodes; returns when the cluster is green. Raises Missing."""
        executable, zipped = java(), archive()
        self.folder = Path(tempfile.mkdtemp(prefix="tcd-opensearch-"))
        self.folder.chmod(0o755)
        with zipfile.ZipFile(zipped) as file:
            file.extractall(self.folder)
        ports = free_ports(2 * self.size)
        self.nodes = [
            Node(f"node-{i + 1}", ports[2 * i], ports[2 * i + 1], self.folder / f"node-{i + 1}")
            for i in range(self.size)
        ]
        for node in self.nodes:
            self._configure(node)
        try:
            for node in self.nodes:
                self._launch(node, executable)
            self.wait(nodes=self.size)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what runs and remove all data."""
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                node.process.kill()
        for node in self.nodes:
            if node.process:
                node.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self, node: Node) -> None:
        """`kill -9` one node."""
        assert node.process
        node.process.send_signal(signal.SIGKILL)
        node.process.wait()

    def restart(self, node: Node) -> None:
        """Start a killed node again; returns when the cluster is green with all nodes."""
        self._launch(node, java())
        self.wait(nodes=self.size)

    def wait(self, *, nodes: int, status: str = "green", seconds: float = START_SECONDS) -> None:
        """Wait until so many nodes have joined and the cluster's health is `status`."""
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={nodes}&timeout=5s"
        path += "&wait_for_no_relocating_shards=true&wait_for_no_initializing_shards=true"
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for node in self.nodes:
                if node.process and node.process.poll() is None and self._is_healthy(node, path):
                    return
            time.sleep(0.2)
        raise Missing(f"no {status} cluster of {nodes} nodes within {seconds:.0f} s: {self._last_words()}")

    @staticmethod
    def _is_healthy(node: Node, path: str) -> bool:
        try:
            with urllib.request.urlopen(node.url + path, timeout=10) as answer:
                return not json.load(answer)["timed_out"]
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def _last_words(self) -> str:
        logs = [node.folder / "out.log" for node in self.nodes]
        return "\n".join(log.read_text(errors="replace")[-1500:] for log in logs if log.exists())

    def _configure(self, node: Node) -> None:
        (node.folder / "config").mkdir(parents=True)
        (node.folder / "tmp").mkdir()
        names = [other.name for other in self.nodes]
        seeds = [f"127.0.0.1:{other.transport}" for other in self.nodes]
        settings = {
            "cluster.name": self.folder.name,
            "node.name": node.name,
            "path.data": str(node.folder / "data"),
            "path.logs": str(node.folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": node.http,
            "transport.port": node.transport,
            "discovery.seed_hosts": seeds,
            "cluster.initial_cluster_manager_nodes": names,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "cluster.fault_detection.follower_check.interval": "500ms",
            "cluster.fault_detection.follower_check.timeout": "5s",
            "cluster.fault_detection.leader_check.interval": "500ms",
            "cluster.fault_detection.leader_check.timeout": "5s",
            "node.processors": 2,
        }
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
        (node.folder / "config" / "opensearch.yml").write_text("\n".join(lines) + "\n")
        shutil.copy(
            self.folder / f"opensearch-{VERSION}" / "config" / "log4j2.properties", node.folder / "config"
        )
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (node.folder, *node.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def _launch(self, node: Node, executable: str) -> None:
        home = self.folder / f"opensearch-{VERSION}"
        command = [
            executable,
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            "-XX:+UseSerialGC",
            *(["-XX:TieredStopAtLevel=1"] if self.tiered else []),
            "-Xshare:auto",
            "-Xss1m",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Djna.nosys=true",
            f"-Djava.io.tmpdir={node.folder / 'tmp'}",
            f"-Djna.tmpdir={node.folder / 'tmp'}",
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.noKeySetOptimization=true",
            "-Dio.netty.recycler.maxCapacityPerThread=0",
            "-Dio.netty.allocator.numDirectArenas=0",
            "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true",
            "-Djava.security.manager=allow",
            "-Djava.locale.providers=SPI,COMPAT",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-Dopensearch.distribution.type=zip",
            "-Dopensearch.bundled_jdk=false",
            f"-Dopensearch.path.home={home}",
            f"-Dopensearch.path.conf={node.folder / 'config'}",
            "-cp",
            f"{home}/lib/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        with open(node.folder / "out.log", "ab") as log:
            node.process = subprocess.Popen(
                command,
                cwd=node.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **identity,
            )


def _die_with_parent() -> None:
    """Have the kernel end a node when the process that started it ends, however it ends."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Start three nodes, say where they listen, stop them on Ctrl-C or a TERM signal."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Cluster(heap=os.environ.get("TCD_TEST_OPENSEARCH_HEAP", "1g"), tiered=False) as cluster:
        print(f"{cluster.hosts}/tin-cong-doan", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping", flush=True)


if __name__ == "__main__":
    main()
