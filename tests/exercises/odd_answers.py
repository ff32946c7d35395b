"""Odd answers for every exercise, each in a process of its own: what does `check` make of them?

    python odd_answers.py PART PARTS    prints one line of JSON per answer: [exercise, answer, what]

`what` is the verdict, or "raised" or "killed". Each part has some answers for every
exercise, others for each; `odd_answers.py 0 1` tries all.
"""

import json
import os
import resource
import sys

from descent.exercises import check, sandbox
from descent.exercises.exercise import exercises

sandbox.SECONDS = 0.25

HEAD = """
import functools, math, sys
import numpy as np

class Odd:
    def __call__(self, *a): raise OSError("odd")
    def __len__(self): raise OSError("odd")
    def __eq__(self, other): return True
    def __iter__(self): raise OSError("odd")
    def __array__(self, *a, **k): raise OSError("odd")
    def __float__(self): raise OSError("odd")
    def __repr__(self): raise OSError("odd")
    def __getattr__(self, name): raise OSError("odd")
    def __str__(self): raise OSError("odd")

class Sly(float):
    def __eq__(self, other): return True
    def __le__(self, other): return True
    def __sub__(self, other): return 0.0

class Heap(np.ndarray):
    def __eq__(self, other): return True

class Raised(BaseException):
    def __str__(self): raise OSError("odd")
"""
VALUES = """
None|...|''|'b' * 10**6|b'x'|0|-1|10**400|1e308|math.nan|-math.inf|True|1j|[]|[[]]|[1, [2]]
[None]|[..., 1]|[math.nan] * 3|{}|{1: 2}|set()|object()|np.zeros((2, 3))|np.zeros(10**6 + 1)
np.array(['a'])|np.array([1 + 2j])|np.array([None])|np.array([]).reshape(0, 3)
np.zeros(3).view(Heap)|np.ma.masked|np.datetime64('2020')|range(3)|iter([])|(x for x in [1])
(1 / x for x in [0])|iter(int, 1)|type|int|print|exit|np|math|Exception|OSError('x')
NotImplemented|Odd()|Odd|Sly(1)|[Sly(1)] * 3|Raised|Raised()|check|lambda: 1|lambda *a: a
lambda *a: None|lambda **k: 1|functools.partial|functools.partial(int, 'x')
functools.partial(max, 1)|np.sqrt|np.linalg.norm|str.join|[].append|property()|slice(None)
memoryview(b'x')|np.random.default_rng(0)|open|dir|vars|eval|__import__|locals
"""
BODIES = """
return|return ...|return None|return a|return a[0]|return a[-1]|return len(a)|return 0
return -1|return math.nan|return np.full(3, np.nan)|return np.inf|return True|return ''
return 'b'|return {}|return {'a': 1}|return object()|return Odd()|return Sly(1)
return [Sly(1)]|return Raised|return f|return lambda: 0|return [1, [2]]
return [np.zeros(2), 3]|return (np.zeros(2), np.zeros(3)), 1|return np.array(5)
return np.array(['x'])|return np.zeros((0, 2))|return np.zeros(10**9)|return [0] * 10**7
return 1j|return np.float32(1)|return range(10**9)|return iter(int, 1)
return print('x' * 10**6)|print(a)|raise ValueError('x')|raise ValueError('x' * 10**6)
raise Raised|raise Raised()|raise SystemExit|raise KeyboardInterrupt|raise GeneratorExit
raise StopIteration|raise NotImplementedError|raise MemoryError|raise RecursionError
raise TimeoutError|raise ExceptionGroup('x', [OSError()])|return f(*a)|return [f(*a)]
while True: pass|while True: yield 1|yield 1|yield f|yield from a|yield from f(*a)
return 1 / 0|return a[99]|return a.b|return undefined|assert False|exit(3)|import nothing
del a[0]|del a; return a|a[0][...] = 0; return 0|a[0][:] = a[0]; return a[0]|a[0] += 1
a[0].__name__ = 'x'; return 0|sys.stdout = None; return 0|sys.stdout.close(); return 0
sys.setrecursionlimit(60); return f(*a)|np.seterr(all='raise'); return np.float64(0) / 0
np.random.seed(0); return np.random.rand(3)
import warnings; warnings.simplefilter('error'); return np.float64(0) / 0
global f; f = None; return 0|sys.modules.clear(); return 0|import gc; gc.disable(); return 0
sys.settrace(lambda *x: 1 / 0); return 0
try: return f(*a)\\n    except BaseException: return f
"""


def sources():
    """Programs that leave the answer in `f`."""
    for value in parts(VALUES):
        yield f"f = {value}"
    for body in parts(BODIES):
        lines = body.replace("; ", "\n    ").replace("\\n", "\n")
        yield f"def f(*a):\n    {lines}"


def parts(text):
    return text.strip().replace("\n", "|").split("|")


def outcome(number, source):
    """The verdict on one answer, from a child that may die of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        answer = b"raised"
        try:
            space = {"check": check}
            exec(HEAD, space)
            exec(source, space)
            answer = check(number, space["f"]).verdict.encode()
        except BaseException:
            pass
        os.write(writing, answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told or "killed"


def main(part, parts):
    for i, number in enumerate(exercises):
        for j, source in enumerate(sources()):
            if (i + j) % parts == part:
                print(json.dumps([number, source, outcome(number, source)]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
