"""Why a store could not be opened, said without its secret."""

from policy.errors import StoreError
from policy.text import Text
from privacy.stores.config import StoreConfig

MALFORMED = Text(zh="地址的写法不对", en="its URL is malformed")
NO_DATABASE = Text(zh="没有这个数据库", en="there is no such database")
NO_ANSWER = Text(zh="服务器没有应答", en="no server answers there")
BROKE_OFF = Text(zh="连接被中断", en="the connection broke off")


def unreachable(store: StoreConfig, why: Text) -> StoreError:
    return StoreError(
        Text(
            zh=f"存储 {store.name}（{store.masked_url}）无法打开：{why.zh}",
            en=f"Store {store.name} ({store.masked_url}) cannot be opened: {why.en}",
        ),
        Text(
            zh="请检查地址、网络与权限；其余存储照常处理。",
            en="Check its address, the network and permissions; the other stores go on.",
        ),
    )


def refused(store: StoreConfig) -> StoreError:
    """The server is there and does not take the user name or the password."""
    return StoreError(
        Text(
            zh=f"存储 {store.name}（{store.masked_url}）拒绝了用户名或密码",
            en=f"Store {store.name} ({store.masked_url}) refused the user name or password",
        ),
        Text(
            zh="请检查 quanyi.yaml 中的用户名与所引用的环境变量。",
            en="Check the user name in quanyi.yaml and the environment variable it refers to.",
        ),
    )
