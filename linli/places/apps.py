from linli.kernel.apps import Room


class PlacesConfig(Room):
    name = "linli.places"
    verbose_name = "地点"
