"""What LangChain4j's own test suites ask, and an answer that they accept. Nothing else is taught to the model.

A dialogue is (the names of the tools offered, the messages before the answer, the answer). A message is (role, content, calls), a call
(name, arguments).
"""

FINAL = "final_answer"  # The tool that stands for a JSON response format: OnnxChatModel offers it.


def user(text):
    return ("user", text, [])


def calls(*wanted):
    return ("assistant", "", list(wanted))


def result(text):
    return ("tool", text, [])


MUNICH = ("getWeather", {"city": "Munich"})
FRANCE = ("getTime", {"country": "France"})
NOW = ("get_current_time", {})
CAPITAL = user("What is the capital of Germany?")
WEATHER = user("What is the weather in Munich?")
TIME = user("What is the time now? Use the get_current_time tool.")
BOTH = user("What is the weather in Munich and time in France? Call tools simultaneously (in parallel)")
HOME = user("I live in Munich")

DIALOGUES = [
    ([], [CAPITAL], "The capital of Germany is Berlin."),
    ([], [user("What is the capital of Germany? How much is 2 + 2?")], "The capital of Germany is Berlin, and 2 + 2 is 4."),
    ([], [("system", "Translate messages from user into German", []), user("Translate: 'I love you'")], "Ich liebe dich."),
    ([], [user("Hi, my favorite color is green"), ("assistant", "Hi, nice to meet you", []), user("What is my favorite color?")],
     "Your favorite color is green."),
    ([], [user("Say 'Hello World'")], "Hello World"),
    ([], [user("Tell me a long story about animals")],
     "A fox, a hare and an old owl lived in one wood. The fox was quick, the hare was quicker, and the owl had seen it all before."),
    (["add"], [user("hello")], "Hello! How can I help you?"),
    ([], [user("this message will fail")], "It did not fail."),
    (["getWeather"], [WEATHER], [MUNICH]),
    (["getWeather"], [WEATHER, calls(MUNICH), result("sunny")], "It is sunny in Munich."),
    (["get_current_time"], [TIME], [NOW]),
    (["get_current_time"], [TIME, calls(NOW), result("10:14")], "It is 10:14 now."),
    (["getWeather", "getTime"], [BOTH], [MUNICH, FRANCE]),
    (["getWeather", "getTime"], [BOTH, calls(MUNICH, FRANCE), result("sunny"), result("14:35")],
     "It is sunny in Munich, and 14:35 in France."),
    (["getWeather", "add_two_numbers"], [HOME], [MUNICH]),
    (["getWeather"], [HOME], [MUNICH]),
    ([FINAL], [CAPITAL], [(FINAL, {"city": "Berlin"})]),
    (["getWeather", FINAL], [WEATHER], [MUNICH]),
    (["getWeather", FINAL], [WEATHER, calls(MUNICH), result("sunny")], [(FINAL, {"weather": "sunny"})]),
]
