"""Files when things break: kill -9 in the middle, senders who vanish, a full disk, dead workers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.test import override_settings

from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.vault import copies, files
from rangkul.vault.enums import CopyState, Refusal
from rangkul.vault.models import File, ViewCopy, WorkerKey
from tests.attachments import a_report, compartment_of, held, kept, photo, post, receive, uploads
from tests.faults import outages
from tests.faults.processes import children, wait_until
from tests.faults.test_worker import working
from tests.house import ROOT, City, free_port

MIB = 1024**2
PHOTO = photo() + bytes(300_000)


class House:
    """gunicorn with the real settings and one view that takes files."""

    def __init__(self, city: City) -> None:
        self.city, self.port = city, free_port()
        self.faults = city.folder / "faults"
        self.faults.mkdir(exist_ok=True)
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.upload_settings",
            "RANGKUL_FAULTS": str(self.faults),
        }
        (self.city.folder / "static").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "python:rangkul.config.web_server"),
                "tests.faults.upload_house:application",
            ],
            env=self.city.environment(self.port) | settings,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
        )
        wait_until(self.answers, "the house answers")

    def answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError), self.client() as client:
            return client.get("/sehat").status_code > 0
        return False

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"Origin": self.url}, trust_env=False, timeout=60
        )

    def send(self, *contents: bytes) -> httpx.Response:
        sent = [("f", ("foto.jpg", content, "image/jpeg")) for content in contents]
        with self.client() as client:
            return client.post("/ambil", data={"q3": "tolong"}, files=sent)

    def dies_when_sent(self, point: str) -> None:
        """Arm a point and send a file: the process that takes it is killed there."""
        (self.faults / point).touch()
        with pytest.raises(httpx.TransportError):
            self.send(PHOTO)
        wait_until(self.answers, "a new process answers")

    def peak(self) -> int:
        """The most memory (kB) that any of its processes has ever had."""
        peaks = []
        for pid in [self.process.pid, *children(self.process.pid)]:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
        return max(peaks)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)


@pytest.fixture
def house(city: City) -> Iterator[House]:
    running = House(city)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def on_disk(city: City) -> list[Path]:
    return sorted(path for path in (city.folder / "files").rglob("*") if path.is_file())


def an_hour_later(city: City) -> None:
    """What lies there was written an hour ago; then the broom comes."""
    before = time.time() - 3700
    for path in on_disk(city):
        os.utime(path, (before, before))
    files.sweep()


@pytest.mark.parametrize("point", ["blob-writing", "blob-kept"])
def test_a_process_killed_while_a_file_arrives_leaves_only_what_the_broom_takes(
    house: House, city: City, point: str
) -> None:
    house.dies_when_sent(point)
    (left,) = on_disk(city)
    assert left.name.startswith(".") == (point == "blob-writing")
    assert not File.objects.exists()
    (ref,) = house.send(PHOTO).json()["refs"]  # she sends it again
    an_hour_later(city)
    assert [path.name for path in on_disk(city)] == [ref]


def test_a_process_killed_before_the_bytes_go_leaves_them_to_the_broom(
    house: House, city: City
) -> None:
    staying, going = house.send(PHOTO, PHOTO).json()["refs"]
    (house.faults / "blob-removing").touch()
    with house.client() as client, pytest.raises(httpx.TransportError):
        client.post("/lupa", data={"ref": going})
    assert list(File.objects.values_list("ref", flat=True)) == [staying]
    assert len(on_disk(city)) == 2
    an_hour_later(city)
    assert [path.name for path in on_disk(city)] == [staying]


def test_a_sender_who_vanishes_leaves_nothing(house: House, city: City) -> None:
    head = (
        f"POST /ambil HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nOrigin: {house.url}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", house.port), 5) as line:
        line.sendall(head.encode() + PHOTO)
        wait_until(lambda: on_disk(city) != [], "the first pieces are on disk")
    wait_until(lambda: on_disk(city) == [], "nothing is left")
    assert not File.objects.exists()


def test_many_large_files_at_once_stay_out_of_memory(house: House, city: City) -> None:
    """Three people send fifty megabytes each; whole, they would not fit below this bar."""
    large = photo() + bytes(10 * MIB - 5000)
    house.send(photo())
    before = house.peak()
    with ThreadPoolExecutor(3) as people:
        answers = list(people.map(lambda _: house.send(*[large] * 5), range(3)))
    assert [len(one.json()["refs"]) for one in answers] == [5, 5, 5]
    assert house.peak() - before < 20 * 1024
    assert sum(path.stat().st_size for path in on_disk(city)) > 149 * MIB


def test_a_full_disk_costs_the_file_and_not_the_words(city: City, tmp_path: Path) -> None:
    with outages.small_disk(tmp_path / "disk", kib=512) as own_disk:
        if not own_disk:
            pytest.skip("only root can mount a small disk; test_uploads.py has a smaller proof")
        with override_settings(FILES_DIR=tmp_path / "disk", FREE_DISK_FLOOR=-1):
            found = post(
                [("a.jpg", photo() + bytes(900_000)), ("b.jpg", photo())],
                lambda request: (
                    request.POST["q3"],
                    [one.refused for one in uploads(request)],
                ),
                {"q3": "tolong"},
            )
            assert found == ("tolong", [Refusal.NOT_STORED, None])
            assert not [path for path in (tmp_path / "disk").rglob("*") if path.is_file()]
            (again,) = receive(("b.jpg", photo()))
            assert again.refused is None


# Workers that are really killed.


def ask(report: str, ref: str) -> CopyState:
    compartment = compartment_of(report)
    with writing():
        return copies.ask(files.opened(ref, compartment), compartment, by="orang")


def a_worker_lives() -> bool:
    return WorkerKey.objects.filter(lease_until__gt=clock.now()).exists()


def leases_run_out() -> None:
    """Time passes until a dead worker's row and job are free."""
    past = clock.now() - timedelta(seconds=1)
    WorkerKey.objects.update(lease_until=past)
    Job.objects.filter(state=JobState.LEASED).update(lease_until=past)


def test_a_worker_killed_with_the_copy_in_hand_loses_it_and_the_next_one_makes_it(
    city: City,
) -> None:
    report = a_report()
    ref = kept(held("a.jpg", photo()), report, compartment_of(report))
    (city.folder / "faults").mkdir()
    (city.folder / "faults" / "view-copy-stored").touch()
    with working(city) as first:
        wait_until(a_worker_lives, "the worker says that it lives")
        assert ask(report, ref) == CopyState.WAITING
        assert first.wait(60) == -signal.SIGKILL
    assert copies.state_of(ref) == CopyState.WAITING
    leases_run_out()
    with working(city) as second:
        wait_until(lambda: copies.state_of(ref) == CopyState.LOST, "the copy is lost")
        assert ViewCopy.objects.get().worker_secret is None
        wait_until(a_worker_lives, "the next worker says that it lives")
        assert ask(report, ref) == CopyState.WAITING
        wait_until(lambda: copies.state_of(ref) == CopyState.READY, "the copy is made")
        second.send_signal(signal.SIGTERM)
        assert second.wait(10) == 0
    assert not a_worker_lives()
    an_hour_later(city)
    ready = ViewCopy.objects.get(state=CopyState.READY).pk
    assert {path.name for path in on_disk(city)} == {ref, ready}
