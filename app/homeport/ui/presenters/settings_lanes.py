"""The page of lanes and keys over the services."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject

from homeport.domain.errors import UserFacingError
from homeport.domain.settings import Settings
from homeport.services.own_server import OwnServer
from homeport.ui.dialogs.add_lane import ChooseEndpoint, EnterKey, OwnServerForm
from homeport.ui.dialogs.settings_lanes import LanesPage
from homeport.ui.models.settings_view import EndpointLine, LaneLine, LanesView
from homeport.ui.presenters import settings_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk, Undo
from homeport.ui.service_words import ServiceWords


class LanesPresenter(QObject):
    """Who serves each lane, and their keys."""

    def __init__(self, desk: SettingsDesk, page: LanesPage) -> None:
        super().__init__(desk)
        self._desk, self._page = desk, page
        self._shown: LanesView | None = None
        page.add_wanted.connect(self._choose)
        page.server_wanted.connect(self._describe)
        page.endpoints_chosen.connect(self._set)
        page.key_wanted.connect(self._ask_key)
        page.key_removal_wanted.connect(self._remove_key)
        page.server_removal_wanted.connect(self._forget_server)

    def fill(self) -> None:
        """Show every lane."""

        async def read() -> LanesView:
            return await settings_values.lanes_view(self._desk.program(), self._desk.loop_words)

        def show(view: LanesView) -> None:
            self._shown = view
            self._page.show_lanes(view)

        self._desk.show(read(), show, self._page)

    def _lane(self, lane: str) -> LaneLine | None:
        lanes = self._shown.lanes if self._shown else ()
        return next((line for line in lanes if line.id == lane), None)

    def _endpoint(self, endpoint_id: str) -> EndpointLine | None:
        lanes = self._shown.lanes if self._shown else ()
        return next((line for lane in lanes for line in lane.endpoints if line.id == endpoint_id), None)

    def _choose(self, lane: str) -> None:
        line = self._lane(lane)
        if line is None:
            return
        desk = self._desk
        dialog = ChooseEndpoint(desk.theme, desk.words, lane, line.could_be, self._page.window())
        serving = tuple(endpoint.id for endpoint in line.endpoints)
        dialog.chosen.connect(lambda lane, endpoint: self._set(lane, (*serving, endpoint)))
        desk.ask(dialog)

    def _set(self, lane: str, endpoints: tuple[str, ...]) -> None:
        line = self._lane(lane)
        serving = line.endpoints if line else ()
        gone = [f"{served.company} {served.model}" for served in serving if served.id not in endpoints]
        told = self._desk.words("settings.lane_removed", endpoint=gone[0]) if gone else ""
        self._desk.save(lambda program: settings_work.set_endpoints(program, lane, endpoints), self._page, told)

    def _describe(self, lane: str) -> None:
        desk = self._desk
        form = OwnServerForm(desk.theme, desk.words, lane, self._page.window())
        form.described.connect(lambda server: self._add_server(form, server))
        form.authority_wanted.connect(lambda: self._pick_authority(form))
        desk.ask(form)

    def _add_server(self, form: OwnServerForm, server: OwnServer) -> None:
        desk = self._desk

        async def add() -> Settings:
            program = desk.program()
            before = program.settings
            settings_work.add_server(program, server, program.clock.now()[:10])
            return before

        def refused(error: UserFacingError) -> None:
            told = ServiceWords(desk.words).error(error)
            form.show_problem(told.title, told.what_next)

        desk.change(add(), self._page, done=form.accept, refused=refused)

    def _pick_authority(self, form: OwnServerForm) -> None:
        desk, words = self._desk, self._desk.words

        def picked(path: str) -> None:
            async def read() -> str:
                return await asyncio.to_thread(settings_work.read_authority, path)

            def show(pem: str) -> None:
                if pem:
                    form.show_authority(Path(path).name, pem)
                else:
                    form.show_problem(words("settings.server_ca_wrong"), "")

            desk.show(read(), show, form.content)

        desk.pick(words("settings.server_ca_dialog"), words("settings.server_ca_filter"), picked, form)

    def _ask_key(self, endpoint_id: str) -> None:
        line, view, desk = self._endpoint(endpoint_id), self._shown, self._desk
        if line is None or view is None:
            return
        dialog = EnterKey(desk.theme, desk.words, line, view.keys_where, self._page.window())
        dialog.entered.connect(self._keep_key)
        desk.ask(dialog)

    def _keep_key(self, endpoint_id: str, key: str) -> None:
        async def keep() -> None:
            await settings_work.keep_key(self._desk.program(), endpoint_id, key)

        self._desk.show(keep(), lambda _: self._desk.tell_changed(), self._page)

    def _remove_key(self, endpoint_id: str) -> None:
        line, desk = self._endpoint(endpoint_id), self._desk
        if line is None:
            return

        async def remove() -> Undo:
            key = await settings_work.remove_key(desk.program(), endpoint_id)

            async def put_back() -> None:
                await settings_work.keep_key(desk.program(), endpoint_id, key)

            return put_back

        def removed(put_back: Undo) -> None:
            desk.offer_undo(desk.words("settings.key_removed", company=line.company), put_back)
            desk.tell_changed()

        desk.show(remove(), removed, self._page)

    def _forget_server(self, endpoint_id: str) -> None:
        line, desk = self._endpoint(endpoint_id), self._desk
        if line is None:
            return

        async def forget() -> Undo:
            put_back = settings_work.forget_server(desk.program(), endpoint_id)

            async def undo() -> None:
                put_back()

            return undo

        def forgotten(put_back: Undo) -> None:
            told = desk.words("settings.server_removed", endpoint=f"{line.company} {line.model}")
            desk.offer_undo(told, put_back)
            desk.tell_changed()

        desk.show(forget(), forgotten, self._page)
