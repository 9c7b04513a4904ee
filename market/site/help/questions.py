"""The words in which people ask, for sections of help that say it in others: in English, Bangla, and Bangla in English
letters. The search of the help counts them more than what stands in the section."""

QUESTIONS = {
    "payouts#when": (
        "when do i get my money paid payment payday wait withdraw cash salary income earnings"
        " টাকা কবে কখন কতদিনে পাব পাবো পাই হাতে বেতন আয় তুলব তুলবো তুলতে তোলা উঠাব"
        " taka kobe kokhon koto din pabo pabe pai hate beton tulbo tulte tola uthabo"
    ),
    "payouts#setup": (
        "how bank account bkash nagad rocket receive money where payment"
        " account number routing branch change taka টাকা ব্যাংক অ্যাকাউন্ট নম্বর রাউটিং শাখা বদল"
        " বিকাশ নগদ রকেট কীভাবে নেব নেবো taka bank account bikash bkash nogod nagad kivabe nebo"
    ),
    "payouts#wallet": (
        "bkash wallet mobile number send payout limit bikash nagad rocket"
        " বিকাশ ওয়ালেট মোবাইল নম্বরে টাকা পাঠান সীমা bikashe taka pathan bkash number"
    ),
    "payouts#quotes": (
        "dollar taka rate exchange convert conversion usd bdt ডলার টাকা রেট দর বিনিময় ভাঙানো"
        " dollar theke taka rate koto bhangabo"
    ),
    "refunds#ask": "get back return ফেরত পাব ফিরে চাই ferot ferat pabo fire chai",
    "disputes#open": (
        "client does not will not pay refuses cheated fraud ক্লায়েন্ট টাকা দেয় দিচ্ছে দেন না ঠকেছি প্রতারণা"
        " client taka dey dei dicche den na thokechi protarona"
    ),
    "fees#freelancer": "how much commission cut percent কত টাকা কাটে কেটে কমিশন koto taka kate kete komishon",
    "account#begin": (
        "forgot forgotten lost password cannot sign log in পাসওয়ার্ড ভুলে গেছি হারিয়ে ঢুকতে পারছি না"
        " password bhule vule gechi gesi harie dhukte parchi na"
    ),
    "first-job#work": "how do i find get work job first কাজ কীভাবে পাব পাবো প্রথম kaj kivabe pabo prothom",
}  # fmt: skip
