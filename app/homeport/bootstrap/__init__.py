"""The only place that wires adapters to services.

Imports stand inside the factories, so that nothing heavy loads before it is needed. What this package imports by
itself is loaded in every start, before the fence and before the first paint.
"""

from homeport.bootstrap.process import enter_app_process
from homeport.bootstrap.wired import Bootstrap, Places, default_places

__all__ = ["Bootstrap", "Places", "default_places", "enter_app_process"]
