from tests.matrix.test_permissions import walk
from tests.matrix.probes import Probe
import cProfile, pstats, time


def test_x(walk):
    print(walk.ask(Probe("resident", "GET", "people:self_record", "/people/self/")).status, walk._cookies["resident"])
    from linli.people.models import SelfLink

    print(SelfLink.objects.values_list("used_at", "expires_at", "resident__until"))
    walk.prepare("people")
    pr = list(walk.probes("people"))
    print(len(pr))
    pr = pr[::15]
    p = cProfile.Profile()
    t = time.time()
    p.enable()
    for q in pr:
        walk.judge(q)
    p.disable()
    print(len(pr), time.time() - t)
    pstats.Stats(p).sort_stats("cumtime").print_stats(55)
